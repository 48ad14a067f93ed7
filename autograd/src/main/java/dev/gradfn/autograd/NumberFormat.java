package dev.gradfn.autograd;

import dev.gradfn.core.DType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/// How the numbers of one printed tensor look: all integers, fixed point, or scientific; one width.
record NumberFormat(Mode mode, int width, int precision) {
  enum Mode {
    BOOL,
    INTEGER,
    WHOLE,
    FIXED,
    SCIENTIFIC
  }

  static NumberFormat of(DType dtype, List<Number> shown, PrintOptions options) {
    int precision = options.precision();
    if (dtype == DType.BOOL) return new NumberFormat(Mode.BOOL, 5, 0).fit(shown, false);
    if (!dtype.isFloatingPoint()) return new NumberFormat(Mode.INTEGER, 1, 0).fit(shown, false);
    double largest = 0;
    double smallest = Double.POSITIVE_INFINITY;
    boolean whole = true;
    for (Number number : shown) {
      double value = number.doubleValue();
      if (!Double.isFinite(value) || value == 0) continue;
      largest = Math.max(largest, Math.abs(value));
      smallest = Math.min(smallest, Math.abs(value));
      whole &= value == Math.rint(value);
    }
    if (largest == 0) return new NumberFormat(Mode.WHOLE, 1, precision).fit(shown, true);
    boolean wide = largest / smallest > 1000 || largest > 1e8;
    boolean tiny = !whole && smallest < 1e-4;
    Mode plain = whole ? Mode.WHOLE : Mode.FIXED;
    boolean scientific = options.sciMode() != null ? options.sciMode() : wide || tiny;
    Mode mode = scientific ? Mode.SCIENTIFIC : plain;
    return new NumberFormat(mode, 1, precision).fit(shown, true);
  }

  /// Widths come from the finite non-zero numbers; others are padded to them.
  private NumberFormat fit(List<Number> shown, boolean skipsSpecial) {
    int widest = 1;
    for (Number number : shown) {
      double value = number.doubleValue();
      boolean counts = !skipsSpecial || (Double.isFinite(value) && value != 0);
      if (counts) widest = Math.max(widest, raw(number).length());
    }
    return new NumberFormat(mode, widest, precision);
  }

  /// @param value a Long for types that are no floating point, else a Double
  String text(Number value) {
    String raw = raw(value);
    return " ".repeat(Math.max(0, width - raw.length())) + raw;
  }

  private String raw(Number number) {
    double value = number.doubleValue();
    return switch (mode) {
      case BOOL -> value != 0 ? "True" : "False";
      case INTEGER -> Long.toString(number.longValue());
      case WHOLE ->
          special(value, BigDecimal::toPlainString, 0) + (Double.isFinite(value) ? "." : "");
      case FIXED -> special(value, BigDecimal::toPlainString, precision);
      case SCIENTIFIC -> scientific(value);
    };
  }

  private static String special(
      double value, java.util.function.Function<BigDecimal, String> text, int digits) {
    if (Double.isNaN(value)) return "nan";
    if (Double.isInfinite(value)) return value > 0 ? "inf" : "-inf";
    String magnitude =
        text.apply(new BigDecimal(Math.abs(value)).setScale(digits, RoundingMode.HALF_EVEN));
    return (Double.doubleToRawLongBits(value) < 0 ? "-" : "") + magnitude;
  }

  private String scientific(double value) {
    if (!Double.isFinite(value)) return special(value, BigDecimal::toPlainString, 0);
    if (value == 0) return (1 / value < 0 ? "-" : "") + "0." + "0".repeat(precision) + "e+00";
    BigDecimal rounded =
        new BigDecimal(value)
            .round(new java.math.MathContext(precision + 1, RoundingMode.HALF_EVEN));
    int exponent = rounded.precision() - rounded.scale() - 1;
    String mantissa =
        rounded.movePointLeft(exponent).setScale(precision, RoundingMode.HALF_EVEN).toPlainString();
    String digits = Integer.toString(Math.abs(exponent));
    return mantissa + "e" + (exponent < 0 ? "-" : "+") + (digits.length() < 2 ? "0" : "") + digits;
  }
}
