package dev.gradfn.signature;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// How a call with wrong arguments is refused. PyTorch parses arguments of its operations in C++,
/// and leaves those of layers and of most of `torch.nn.functional` to Python, which has other
/// words.
///
/// @param name as in the table: `sum`, `nn.functional.relu`, `Conv2d`
/// @param receivers how many of the first arguments stand before the dot: 1 for a method
record CallWords(String name, int receivers) {
  private static final String FUNCTIONAL = "nn.functional.";

  private boolean isLayer() {
    return Character.isUpperCase(name.charAt(0));
  }

  /// Of `torch.nn.functional`, what Python only passes on.
  private static final Pattern BUILT_IN =
      Pattern.compile(
          "(conv(_transpose)?|avg_pool)[123]d|adaptive_avg_pool1d|(pixel_(un)?|channel_)shuffle"
              + "|linear|prelu|gelu|one_hot|cosine_similarity|pairwise_distance|bilinear");

  /// Of `torch.nn.functional`, what chooses between two functions of Python.
  private static final Pattern CHOOSING = Pattern.compile("(adaptive_)?max_pool[123]d|threshold");

  private boolean isPythons() {
    return isLayer() || name.startsWith(FUNCTIONAL) && !BUILT_IN.matcher(last()).matches();
  }

  private String last() {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private String who() {
    return last() + (isLayer() ? ".__init__()" : "()");
  }

  IllegalArgumentException missing(List<String> arguments) {
    String mark = isPythons() ? "'" : "\"";
    List<String> quoted = arguments.stream().map(a -> mark + a + mark).toList();
    // C++ always writes the plural.
    String noun = isPythons() && quoted.size() == 1 ? " argument: " : " arguments: ";
    String names = isPythons() ? inWords(quoted) : String.join(", ", quoted);
    String mine = CHOOSING.matcher(last()).matches() ? "_" : "";
    return wrong(mine, " missing " + quoted.size() + " required positional" + noun + names);
  }

  private static String inWords(List<String> names) {
    int last = names.size() - 1;
    if (last == 0) return names.get(0);
    String comma = last > 1 ? "," : "";
    return names.stream().limit(last).collect(Collectors.joining(", "))
        + comma
        + " and "
        + names.get(last);
  }

  IllegalArgumentException tooMany(int required, int most, int given) {
    int self = isLayer() ? 1 : -receivers;
    int needed = required + self;
    int taken = most + self;
    boolean varies = isPythons() && needed < taken;
    String range = varies ? "from " + needed + " to " + taken : String.valueOf(taken);
    String noun = varies || taken != 1 ? " positional arguments but " : " positional argument but ";
    String verb = given + self == 1 ? " was given" : " were given";
    return wrong(" takes " + range + noun + (given + self) + verb);
  }

  IllegalArgumentException unknown(String keyword) {
    return wrong(" got an unexpected keyword argument '" + keyword + "'");
  }

  IllegalArgumentException doubled(String argument) {
    return wrong(" got multiple values for argument '" + argument + "'");
  }

  /// @param place among the positional arguments, from 0; negative: given by keyword
  IllegalArgumentException type(String argument, int place, String expected, Object got) {
    String position = place < receivers ? "" : " (position " + (place - receivers + 1) + ")";
    return wrong(
        ": argument '"
            + argument
            + "'"
            + position
            + " must be "
            + expected
            + ", "
            + found(expected, got));
  }

  /// An element of a list of tensors that is none.
  IllegalArgumentException element(int index, Object got) {
    return new IllegalArgumentException(
        "expected Tensor as element " + index + " in argument 0, but got " + typeName(got));
  }

  private static String found(String expected, Object got) {
    if (!expected.startsWith("tuple of ") || !(got instanceof List<?> list)) {
      return "not " + typeName(got);
    }
    for (int i = 0; i < list.size(); i++) {
      if (!(list.get(i) instanceof Long)) {
        return "but found element of type " + typeName(list.get(i)) + " at pos " + i;
      }
    }
    return "not tuple";
  }

  private static String typeName(Object value) {
    return switch (value) {
      case null -> "NoneType";
      case Boolean _ -> "bool";
      case Double _, Float _ -> "float";
      case Number _ -> "int";
      case String _ -> "str";
      case List<?> _ -> "list";
      default -> value.getClass().getSimpleName();
    };
  }

  private IllegalArgumentException wrong(String what) {
    return wrong("", what);
  }

  private IllegalArgumentException wrong(String mark, String what) {
    return new IllegalArgumentException(mark + who() + what);
  }
}
