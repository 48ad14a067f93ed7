package dev.gradfn.parity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gradfn.optim.Pair;
import dev.gradfn.optim.PythonText;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/// Compares plain values with tagged ones (`{"float": 0.1}`, `{"list": […]}`): kinds, order and
/// all.
final class GoldenValue {
  private final Tolerance tolerance;

  GoldenValue(Tolerance tolerance) {
    this.tolerance = tolerance;
  }

  /// A list of `[name, value]` against a map in order.
  String differenceOfOptions(String what, JsonNode expected, Map<?, ?> actual) {
    List<String> names = new java.util.ArrayList<>();
    for (JsonNode pair : expected) names.add(pair.get(0).asText());
    List<String> found = actual.keySet().stream().map(Object::toString).toList();
    if (!names.equals(found)) return what + ": expected " + names + ", got " + found;
    int i = 0;
    for (Object value : actual.values()) {
      String name = what + "." + names.get(i);
      String problem = difference(name, expected.get(i++).get(1), value);
      if (problem != null) return problem;
    }
    return null;
  }

  String difference(String what, JsonNode expected, Object actual) {
    String kind = expected.fieldNames().next();
    JsonNode content = expected.get(kind);
    return switch (kind) {
      case "floats" -> elements(what, content, actual, this::number);
      case "ints" -> elements(what, content, actual, (a, b) -> b.equals(a.asLong()));
      case "list", "tuple" -> nested(what, content, actual);
      case "dict" ->
          actual instanceof Map<?, ?> map
              ? differenceOfOptions(what, content, map)
              : wrong(what, expected, actual);
      default -> agrees(kind, content, actual) ? null : wrong(what, expected, actual);
    };
  }

  private boolean agrees(String kind, JsonNode content, Object actual) {
    return switch (kind) {
      case "null" -> actual == null;
      case "float" -> number(content, actual);
      case "int" -> actual instanceof Long value && value == content.asLong();
      case "bool" -> actual instanceof Boolean value && value == content.asBoolean();
      case "str" -> content.asText().equals(actual);
      default -> throw new IllegalArgumentException("value of kind \"" + kind + "\"");
    };
  }

  private boolean number(JsonNode expected, Object actual) {
    return actual instanceof Double value
        && tolerance.agree(GoldenArguments.number(expected), value);
  }

  private String nested(String what, JsonNode content, Object actual) {
    if (!(list(actual) instanceof List<?> items) || items.size() != content.size()) {
      return wrong(what, content, actual);
    }
    for (int i = 0; i < items.size(); i++) {
      String problem = difference(what + "[" + i + "]", content.get(i), items.get(i));
      if (problem != null) return problem;
    }
    return null;
  }

  private static String elements(
      String what, JsonNode content, Object actual, BiFunction<JsonNode, Object, Boolean> agree) {
    boolean same = list(actual) instanceof List<?> items && items.size() == content.size();
    for (int i = 0; same && i < content.size(); i++) {
      same = agree.apply(content.get(i), list(actual).get(i));
    }
    return same ? null : wrong(what, content, actual);
  }

  private static List<?> list(Object value) {
    return switch (value) {
      case Pair betas -> List.of(betas.first(), betas.second());
      case List<?> items -> items;
      case null, default -> null;
    };
  }

  private static String wrong(String what, JsonNode expected, Object actual) {
    return what + ": expected " + expected + ", got " + PythonText.of(actual);
  }
}
