package dev.gradfn.signature;

import static dev.gradfn.signature.OperationTable.row;

/// Comparisons, logic, and operations on bits.
final class ComparisonRows {
  private ComparisonRows() {}

  static void register() {
    row("eq(input, other)", a -> a.tensor("input").eq(a.tensorOrNumber("other")));
    row("__eq__(input, other)", a -> a.tensor("input").eq(a.tensorOrNumber("other")));
    row("ne(input, other)", a -> a.tensor("input").ne(a.tensorOrNumber("other")));
    row("__ne__(input, other)", a -> a.tensor("input").ne(a.tensorOrNumber("other")));
    row("lt(input, other)", a -> a.tensor("input").lt(a.tensorOrNumber("other")));
    row("__lt__(input, other)", a -> a.tensor("input").lt(a.tensorOrNumber("other")));
    row("le(input, other)", a -> a.tensor("input").le(a.tensorOrNumber("other")));
    row("__le__(input, other)", a -> a.tensor("input").le(a.tensorOrNumber("other")));
    row("gt(input, other)", a -> a.tensor("input").gt(a.tensorOrNumber("other")));
    row("__gt__(input, other)", a -> a.tensor("input").gt(a.tensorOrNumber("other")));
    row("ge(input, other)", a -> a.tensor("input").ge(a.tensorOrNumber("other")));
    row("__ge__(input, other)", a -> a.tensor("input").ge(a.tensorOrNumber("other")));
    row("logical_and(input, other)", a -> a.tensor("input").logicalAnd(a.tensorOrNumber("other")));
    row("logical_or(input, other)", a -> a.tensor("input").logicalOr(a.tensorOrNumber("other")));
    row("logical_xor(input, other)", a -> a.tensor("input").logicalXor(a.tensorOrNumber("other")));
    row(
        "bitwise_and(input, other)",
        a -> a.tensorOrNumber("input").bitwiseAnd(a.tensorOrNumber("other")));
    row(
        "bitwise_or(input, other)",
        a -> a.tensorOrNumber("input").bitwiseOr(a.tensorOrNumber("other")));
    row(
        "bitwise_xor(input, other)",
        a -> a.tensorOrNumber("input").bitwiseXor(a.tensorOrNumber("other")));
    row("__and__(input, other)", a -> a.tensor("input").bitwiseAnd(a.tensorOrNumber("other")));
    row("__or__(input, other)", a -> a.tensor("input").bitwiseOr(a.tensorOrNumber("other")));
    row("__xor__(input, other)", a -> a.tensor("input").bitwiseXor(a.tensorOrNumber("other")));
    row("logical_not(input)", a -> a.tensor("input").logicalNot());
    row("bitwise_not(input)", a -> a.tensor("input").bitwiseNot());
    row("__invert__(input)", a -> a.tensor("input").bitwiseNot());
    row("isnan(input)", a -> a.tensor("input").isNan());
    row("isinf(input)", a -> a.tensor("input").isInf());
    row("isfinite(input)", a -> a.tensor("input").isFinite());
    row("equal(input, other)", a -> a.tensor("input").isEqual(a.tensor("other")));
    row(
        "isclose(input, other, rtol=1e-05, atol=1e-08, equal_nan=False)",
        a -> a.tensor("input").isClose(a.tensor("other"), rtol(a), atol(a), a.bool("equal_nan")));
    row(
        "allclose(input, other, rtol=1e-05, atol=1e-08, equal_nan=False)",
        a -> a.tensor("input").allClose(a.tensor("other"), rtol(a), atol(a), a.bool("equal_nan")));
  }

  private static double rtol(Arguments a) {
    return a.number("rtol").doubleValue();
  }

  private static double atol(Arguments a) {
    return a.number("atol").doubleValue();
  }
}
