package dev.gradfn.autograd;

import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.DType;
import dev.gradfn.op.Bitwise;
import dev.gradfn.op.Comparison;
import dev.gradfn.op.Predicate;
import java.util.List;

/// Questions to tensors, and logic with the answers. Nothing here is differentiable.
public sealed interface Comparisons permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  default Tensor eq(Tensor other) {
    return compare(Comparison.EQ, other);
  }

  default Tensor eq(Number other) {
    return eq(Tensor.number(other));
  }

  default Tensor ne(Tensor other) {
    return compare(Comparison.NE, other);
  }

  default Tensor ne(Number other) {
    return ne(Tensor.number(other));
  }

  default Tensor lt(Tensor other) {
    return compare(Comparison.LT, other);
  }

  default Tensor lt(Number other) {
    return lt(Tensor.number(other));
  }

  default Tensor le(Tensor other) {
    return compare(Comparison.LE, other);
  }

  default Tensor le(Number other) {
    return le(Tensor.number(other));
  }

  default Tensor gt(Tensor other) {
    return compare(Comparison.GT, other);
  }

  default Tensor gt(Number other) {
    return gt(Tensor.number(other));
  }

  default Tensor ge(Tensor other) {
    return compare(Comparison.GE, other);
  }

  default Tensor ge(Number other) {
    return ge(Tensor.number(other));
  }

  default Tensor logicalAnd(Tensor other) {
    return compare(Comparison.LOGICAL_AND, other);
  }

  default Tensor logicalOr(Tensor other) {
    return compare(Comparison.LOGICAL_OR, other);
  }

  default Tensor logicalXor(Tensor other) {
    return compare(Comparison.LOGICAL_XOR, other);
  }

  default Tensor logicalNot() {
    return Operations.apply(Predicate.LOGICAL_NOT, self());
  }

  default Tensor isNan() {
    return Operations.apply(Predicate.IS_NAN, self());
  }

  default Tensor isInf() {
    return Operations.apply(Predicate.IS_INF, self());
  }

  default Tensor isFinite() {
    return Operations.apply(Predicate.IS_FINITE, self());
  }

  default Tensor bitwiseAnd(Tensor other) {
    return Operations.apply(Bitwise.AND, self(), other);
  }

  default Tensor bitwiseOr(Tensor other) {
    return Operations.apply(Bitwise.OR, self(), other);
  }

  default Tensor bitwiseXor(Tensor other) {
    return Operations.apply(Bitwise.XOR, self(), other);
  }

  default Tensor bitwiseNot() {
    return Operations.apply(Bitwise.NOT, self());
  }

  /// A number is rounded to the type of the comparison first: float32 compared with 0.1 compares in
  /// float32.
  private Tensor compare(Comparison question, Tensor other) {
    Tensor rounded = other;
    if (other.isWrappedNumber()) rounded = other.to(resultType(other));
    return Operations.apply(question, self(), rounded);
  }

  /// The type in which an operation on both computes.
  default DType resultType(Tensor other) {
    return ArraySpec.promote(List.of(Operations.spec(self()), Operations.spec(other)));
  }

  /// Element by element: `|this - other| <= atol + rtol * |other|`.
  default Tensor isClose(Tensor other, double rtol, double atol, boolean equalNan) {
    if (self().dtype() != other.dtype()) {
      throw TorchException.runtime(
          self().dtype().scalarType() + " did not match " + other.dtype().scalarType());
    }
    requireNotNegative("rtol", rtol);
    requireNotNegative("atol", atol);
    Tensor x = self().detach();
    Tensor y = other.detach();
    Tensor close = x.eq(y);
    if (equalNan && x.dtype().isFloatingPoint()) {
      close = close.bitwiseOr(x.isNan().bitwiseAnd(y.isNan()));
    }
    if (rtol == 0 && atol == 0) return close;
    if (!x.dtype().isFloatingPoint()) {
      x = x.to(DType.FLOAT32);
      y = y.to(DType.FLOAT32);
    }
    Tensor allowed = y.mul(rtol).abs().add(atol);
    Tensor actual = x.sub(y).abs();
    return close.bitwiseOr(actual.isFinite().bitwiseAnd(actual.le(allowed)));
  }

  private static void requireNotNegative(String name, double tolerance) {
    if (tolerance >= 0) return;
    throw TorchException.runtime(
        name + " must be greater than or equal to zero, but got " + tolerance);
  }

  /// Whether all elements are close: see [#isClose].
  default boolean allClose(Tensor other, double rtol, double atol, boolean equalNan) {
    return isAllTrue(isClose(other, rtol, atol, equalNan));
  }

  /// Whether both have one shape and the same elements; a nan equals nothing.
  default boolean isEqual(Tensor other) {
    return self().shape().equals(other.shape()) && isAllTrue(eq(other));
  }

  private static boolean isAllTrue(Tensor truths) {
    for (long truth : truths.toLongArray()) {
      if (truth == 0) return false;
    }
    return true;
  }
}
