package dev.gradfn.nn;

import dev.gradfn.autograd.Tensor;
import java.util.List;
import java.util.Map;

/// Python's names for the types of values, as messages and `repr` show them.
final class PythonNames {
  private PythonNames() {}

  /// `type(value).__name__`.
  static String of(Object value) {
    return switch (value) {
      case null -> "NoneType";
      case Boolean _ -> "bool";
      case Integer _, Long _, Short _, Byte _ -> "int";
      case Double _, Float _ -> "float";
      case String _ -> "str";
      case List<?> _ -> "list";
      case Map<?, ?> _ -> "dict";
      case Module module -> module.typeName();
      default -> value.getClass().getSimpleName();
    };
  }

  /// `torch.typename(value)`: `torch.FloatTensor`.
  static String torch(Object value) {
    return value instanceof Tensor tensor
        ? "torch." + tensor.dtype().scalarType() + "Tensor"
        : of(value);
  }

  /// `repr` of a string.
  static String quoted(String text) {
    String quote = text.contains("'") && !text.contains("\"") ? "\"" : "'";
    String escaped = text.replace("\\", "\\\\").replace("\n", "\\n");
    return quote + (quote.equals("'") ? escaped.replace("'", "\\'") : escaped) + quote;
  }
}
