package dev.gradfn.nn;

import static java.util.stream.Collectors.joining;

import dev.gradfn.core.Dims;
import java.util.List;

/// Python's spelling of values in a module's `repr`.
public final class Repr {
  private Repr() {}

  /// `(3, 3)`; `(3,)` for one.
  public static String tuple(Dims dims) {
    StringBuilder out = new StringBuilder("(");
    for (int i = 0; i < dims.rank(); i++) out.append(i == 0 ? "" : ", ").append(dims.get(i));
    return out.append(dims.rank() == 1 ? ",)" : ")").toString();
  }

  /// A value of [Attributes].
  static String value(Object value) {
    return switch (value) {
      case null -> "None";
      case Boolean flag -> bool(flag);
      case Double number -> number(number);
      case String text -> "'" + text + "'";
      case Dims dims -> tuple(dims);
      case List<?> items -> items.stream().map(Repr::value).collect(joining(", ", "(", ")"));
      default -> value.toString();
    };
  }

  /// One number where one was given for all dimensions.
  static Object asGiven(Dims dims) {
    return dims.rank() == 1 ? (Object) dims.get(0) : dims;
  }

  public static String bool(boolean value) {
    return value ? "True" : "False";
  }

  /// The shortest decimal that reads back as `value`, in Python's form: `0.001`, `1e-05`, `2.0`.
  public static String number(double value) {
    if (Double.isNaN(value)) return "nan";
    if (Double.isInfinite(value)) return value > 0 ? "inf" : "-inf";
    if (value == 0) return 1 / value < 0 ? "-0.0" : "0.0";
    java.math.BigDecimal exact =
        new java.math.BigDecimal(Double.toString(value)).stripTrailingZeros();
    int exponent = exact.precision() - exact.scale() - 1;
    if (exponent < -4 || exponent >= 16) return scientific(exact, exponent);
    String plain = exact.toPlainString();
    return plain.contains(".") ? plain : plain + ".0";
  }

  private static String scientific(java.math.BigDecimal exact, int exponent) {
    String mantissa = exact.movePointLeft(exponent).stripTrailingZeros().toPlainString();
    String digits = Integer.toString(Math.abs(exponent));
    return mantissa + "e" + (exponent < 0 ? "-" : "+") + (digits.length() < 2 ? "0" : "") + digits;
  }
}
