package dev.gradfn.signature;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The arguments of a public operation, in PyTorch's notation: `sum(input, dim=None, keepdim=False,
/// *, dtype=None)`. A `*` before a name (`*size`) takes all further positional arguments; a lone
/// `*` says that only keywords follow; `**kwargs` takes further keywords, which are dropped.
public final class Signature {
  private static final String REQUIRED = "<required>";

  /// Commas outside of tuples.
  private static final String PARTS = ", (?![^(]*\\))";

  private final String name;
  private final Map<String, String> defaults = new LinkedHashMap<>();
  private final List<String> positional = new ArrayList<>();
  private String variadic;
  private boolean takesAnyKeyword;

  private Signature(String name) {
    this.name = name;
  }

  /// Reads the notation; it is ours, so mistakes are assertion errors.
  public static Signature parse(String text) {
    int open = text.indexOf('(');
    Signature signature = new Signature(text.substring(0, open));
    boolean keywordOnly = false;
    for (String part : text.substring(open + 1, text.length() - 1).split(PARTS)) {
      if (part.equals("*")) keywordOnly = true;
      else if (part.startsWith("**")) signature.takesAnyKeyword = true;
      else if (part.startsWith("*")) signature.variadic = part.substring(1);
      else if (!part.isEmpty()) signature.add(part, keywordOnly);
    }
    return signature;
  }

  private void add(String part, boolean keywordOnly) {
    int equals = part.indexOf('=');
    String argument = equals < 0 ? part : part.substring(0, equals);
    defaults.put(argument, equals < 0 ? REQUIRED : part.substring(equals + 1));
    if (!keywordOnly) positional.add(argument);
  }

  public String name() {
    return name;
  }

  /// Names of the arguments, in order.
  public List<String> argumentNames() {
    return List.copyOf(defaults.keySet());
  }

  /// Names of all arguments.
  public Set<String> arguments() {
    Set<String> names = new LinkedHashSet<>(defaults.keySet());
    if (variadic != null) names.add(variadic);
    return names;
  }

  /// Gives each argument its name.
  ///
  /// @throws IllegalArgumentException in Python's words for a missing, unknown or doubled one
  public Arguments bind(List<?> args, Map<String, ?> kwargs) {
    return bind(args, kwargs, 0);
  }

  /// The same for a method.
  ///
  /// @param receivers 1 if the first argument stands before the dot, and is not counted in errors
  public Arguments bind(List<?> args, Map<String, ?> kwargs, int receivers) {
    CallWords words = new CallWords(name, receivers);
    Map<String, Object> bound = new LinkedHashMap<>();
    List<Object> rest = new ArrayList<>();
    for (int i = 0; i < args.size(); i++) {
      if (i < positional.size()) bound.put(positional.get(i), args.get(i));
      else if (variadic != null) rest.add(args.get(i));
      else throw words.tooMany(requiredCount(), positional.size(), args.size());
    }
    kwargs.forEach((key, value) -> bindKeyword(words, bound, key, value));
    List<String> missing = defaults.keySet().stream().filter(a -> isMissing(bound, a)).toList();
    if (!missing.isEmpty()) throw words.missing(missing);
    defaults.forEach((argument, text) -> {
      if (!bound.containsKey(argument)) bound.put(argument, defaultValue(text));
    });
    if (variadic != null && !bound.containsKey(variadic)) bound.put(variadic, rest);
    List<String> placed = positional.subList(0, Math.min(args.size(), positional.size()));
    return new Arguments(words, inOrder(bound), List.copyOf(placed));
  }

  private boolean isMissing(Map<String, Object> bound, String argument) {
    return defaults.get(argument).equals(REQUIRED) && !bound.containsKey(argument);
  }

  private int requiredCount() {
    return (int) positional.stream().filter(a -> defaults.get(a).equals(REQUIRED)).count();
  }

  /// Named arguments may come in any order; what a module prints is in the signature's.
  private Map<String, Object> inOrder(Map<String, Object> bound) {
    Map<String, Object> ordered = new LinkedHashMap<>();
    for (String argument : defaults.keySet()) ordered.put(argument, bound.get(argument));
    if (variadic != null) ordered.put(variadic, bound.get(variadic));
    return ordered;
  }

  private void bindKeyword(CallWords words, Map<String, Object> bound, String key, Object value) {
    boolean known = defaults.containsKey(key) || key.equals(variadic);
    if (!known && takesAnyKeyword) return;
    if (!known) throw words.unknown(key);
    if (bound.containsKey(key)) throw words.doubled(key);
    bound.put(key, value);
  }

  private static Object defaultValue(String text) {
    return switch (text) {
      case "None" -> null;
      case "True" -> true;
      case "False" -> false;
      default ->
          switch (text.charAt(0)) {
            case '\'' -> text.substring(1, text.length() - 1);
            case '(' -> tuple(text.substring(1, text.length() - 1));
            default -> number(text);
          };
    };
  }

  private static List<Object> tuple(String items) {
    return Arrays.stream(items.split(", ")).map(Signature::defaultValue).toList();
  }

  private static Object number(String text) {
    boolean whole = text.matches("-?[0-9]+");
    return whole ? (Object) Long.valueOf(text) : Double.valueOf(text);
  }
}
