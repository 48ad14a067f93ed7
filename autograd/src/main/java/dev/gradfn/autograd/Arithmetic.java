package dev.gradfn.autograd;

import dev.gradfn.core.DType;
import dev.gradfn.op.Add;
import dev.gradfn.op.AddProduct;
import dev.gradfn.op.Binary;
import dev.gradfn.op.Clamp;
import dev.gradfn.op.ClampTensor;
import dev.gradfn.op.Copy;
import dev.gradfn.op.DivMode;
import dev.gradfn.op.Elementary;
import dev.gradfn.op.ElementaryPair;
import dev.gradfn.op.Lerp;
import dev.gradfn.op.NanToNum;
import dev.gradfn.op.NotDifferentiable;
import dev.gradfn.op.Pow;
import dev.gradfn.op.PowScalar;
import dev.gradfn.op.PowTensor;
import dev.gradfn.op.RoundDecimals;
import dev.gradfn.op.Rsub;
import dev.gradfn.op.Sub;
import dev.gradfn.op.ToCopy;
import dev.gradfn.op.Unary;
import dev.gradfn.op.WithNumber;

/// Pointwise operations. Shapes are broadcast and types promoted as in PyTorch; a name that ends in
/// `_` changes this tensor in place and returns it.
public sealed interface Arithmetic permits Tensor {
  private Tensor self() {
    return (Tensor) this;
  }

  default Tensor add(Tensor other) {
    return add(other, 1);
  }

  /// `this + alpha * other`.
  default Tensor add(Tensor other, Number alpha) {
    return Operations.apply(new Add(alpha), self(), other);
  }

  default Tensor add(Number other) {
    return OpNode.runsFormula() ? WithNumber.add(self(), other) : add(Tensor.number(other));
  }

  default Tensor add_(Tensor other) {
    return Operations.applyInPlace(new Add(1), self(), other);
  }

  default Tensor add_(Number other) {
    return add_(Tensor.number(other));
  }

  default Tensor sub(Tensor other) {
    return sub(other, 1);
  }

  /// `this - alpha * other`.
  default Tensor sub(Tensor other, Number alpha) {
    return Operations.apply(new Sub(alpha), self(), other);
  }

  default Tensor sub(Number other) {
    return OpNode.runsFormula() ? WithNumber.sub(self(), other) : sub(Tensor.number(other));
  }

  default Tensor mul(Tensor other) {
    return Operations.apply(Binary.MUL, self(), other);
  }

  default Tensor mul(Number other) {
    return OpNode.runsFormula() ? WithNumber.mul(self(), other) : mul(Tensor.number(other));
  }

  default Tensor mul_(Tensor other) {
    return Operations.applyInPlace(Binary.MUL, self(), other);
  }

  default Tensor mul_(Number other) {
    return mul_(Tensor.number(other));
  }

  default Tensor div(Tensor other) {
    return Operations.apply(Binary.DIV, self(), other);
  }

  default Tensor div(Number other) {
    return OpNode.runsFormula() ? WithNumber.div(self(), other) : div(Tensor.number(other));
  }

  default Tensor pow(Number exponent) {
    return Operations.apply(new Pow(exponent), self());
  }

  default Tensor neg() {
    return Operations.apply(Unary.NEG, self());
  }

  default Tensor exp() {
    return Operations.apply(Unary.EXP, self());
  }

  default Tensor sqrt() {
    return Operations.apply(Unary.SQRT, self());
  }

  default Tensor rsqrt() {
    return Operations.apply(Unary.RSQRT, self());
  }

  default Tensor sigmoid() {
    return Operations.apply(Unary.SIGMOID, self());
  }

  default Tensor exp2() {
    return Operations.apply(Elementary.EXP2, self());
  }

  default Tensor expm1() {
    return Operations.apply(Elementary.EXPM1, self());
  }

  default Tensor log() {
    return Operations.apply(Elementary.LOG, self());
  }

  default Tensor log2() {
    return Operations.apply(Elementary.LOG2, self());
  }

  default Tensor log10() {
    return Operations.apply(Elementary.LOG10, self());
  }

  default Tensor log1p() {
    return Operations.apply(Elementary.LOG1P, self());
  }

  default Tensor sin() {
    return Operations.apply(Elementary.SIN, self());
  }

  default Tensor cos() {
    return Operations.apply(Elementary.COS, self());
  }

  default Tensor tan() {
    return Operations.apply(Elementary.TAN, self());
  }

  default Tensor asin() {
    return Operations.apply(Elementary.ASIN, self());
  }

  default Tensor acos() {
    return Operations.apply(Elementary.ACOS, self());
  }

  default Tensor atan() {
    return Operations.apply(Elementary.ATAN, self());
  }

  default Tensor sinh() {
    return Operations.apply(Elementary.SINH, self());
  }

  default Tensor cosh() {
    return Operations.apply(Elementary.COSH, self());
  }

  default Tensor tanh() {
    return Operations.apply(Elementary.TANH, self());
  }

  default Tensor erf() {
    return Operations.apply(Elementary.ERF, self());
  }

  default Tensor erfc() {
    return Operations.apply(Elementary.ERFC, self());
  }

  default Tensor reciprocal() {
    return Operations.apply(Elementary.RECIPROCAL, self());
  }

  default Tensor abs() {
    return Operations.apply(Elementary.ABS, self());
  }

  default Tensor sign() {
    return Operations.apply(Elementary.SIGN, self());
  }

  default Tensor floor() {
    return Operations.apply(Elementary.FLOOR, self());
  }

  default Tensor ceil() {
    return Operations.apply(Elementary.CEIL, self());
  }

  default Tensor trunc() {
    return Operations.apply(Elementary.TRUNC, self());
  }

  default Tensor round() {
    return Operations.apply(Elementary.ROUND, self());
  }

  default Tensor frac() {
    return Operations.apply(Elementary.FRAC, self());
  }

  default Tensor square() {
    return pow(2);
  }

  /// Rounds to digits behind the point.
  default Tensor round(int decimals) {
    return Operations.apply(new RoundDecimals(decimals), self());
  }

  /// `other - alpha * this`.
  default Tensor rsub(Tensor other, Number alpha) {
    return Operations.apply(new Rsub(alpha, other.isWrappedNumber()), self(), other);
  }

  /// @param roundingMode `floor`, `trunc`, or null for plain division
  default Tensor div(Tensor other, String roundingMode) {
    if (roundingMode == null) return div(other);
    return Operations.apply(DivMode.of(roundingMode), self(), other);
  }

  /// The largest whole number not above the quotient. It has no derivative.
  default Tensor floorDivide(Tensor other) {
    return notDifferentiable(NotDifferentiable.Kind.FLOOR_DIVIDE, other);
  }

  /// The rest, with the sign of the divisor.
  default Tensor remainder(Tensor other) {
    if (self().isWrappedNumber()) {
      return notDifferentiable(NotDifferentiable.Kind.REMAINDER, other);
    }
    boolean number = other.isWrappedNumber();
    ElementaryPair row = number ? ElementaryPair.REMAINDER_SCALAR : ElementaryPair.REMAINDER;
    return Operations.apply(row, self(), other);
  }

  private Tensor notDifferentiable(NotDifferentiable.Kind kind, Tensor other) {
    boolean first = self().requiresGrad();
    boolean second = other.requiresGrad();
    int edges = (first ? 1 : 0) + (second ? 1 : 0);
    boolean swapped = second && !first;
    NotDifferentiable row = new NotDifferentiable(kind, swapped, edges);
    return swapped ? Operations.apply(row, other, self()) : Operations.apply(row, self(), other);
  }

  /// The rest, with the sign of this.
  default Tensor fmod(Tensor other) {
    boolean number = other.isWrappedNumber();
    return Operations.apply(
        number ? ElementaryPair.FMOD_SCALAR : ElementaryPair.FMOD, self(), other);
  }

  default Tensor maximum(Tensor other) {
    return Operations.apply(ElementaryPair.MAXIMUM, self(), other);
  }

  default Tensor minimum(Tensor other) {
    return Operations.apply(ElementaryPair.MINIMUM, self(), other);
  }

  default Tensor atan2(Tensor other) {
    return Operations.apply(ElementaryPair.ATAN2, self(), other);
  }

  default Tensor hypot(Tensor other) {
    return Operations.apply(ElementaryPair.HYPOT, self(), other);
  }

  default Tensor logaddexp(Tensor other) {
    return Operations.apply(ElementaryPair.LOGADDEXP, self(), other);
  }

  default Tensor copysign(Tensor other) {
    boolean number = other.isWrappedNumber();
    return Operations.apply(
        number ? ElementaryPair.COPYSIGN_SCALAR : ElementaryPair.COPYSIGN, self(), other);
  }

  /// Numbers keep their own overloads: a number to the power of a tensor, and the reverse.
  default Tensor pow(Tensor exponent) {
    return Operations.apply(PowTensor.POW, self(), exponent);
  }

  /// `base` to the power of this.
  default Tensor rpow(Number base) {
    return Operations.apply(new PowScalar(base), self());
  }

  /// @param min null for no lower bound
  /// @param max null for no upper bound
  default Tensor clamp(Number min, Number max) {
    requireBound(min, max);
    return Operations.apply(new Clamp(Clamp.Row.CLAMP, min, max), self());
  }

  /// @param min null for no lower bound
  /// @param max null for no upper bound
  default Tensor clamp(Tensor min, Tensor max) {
    requireBound(min, max);
    return Operations.apply(ClampTensor.CLAMP, self(), min, max);
  }

  /// @throws TorchException if both are null
  static void requireBound(Object min, Object max) {
    if (min != null || max != null) return;
    throw TorchException.runtime("torch.clamp: At least one of 'min' or 'max' must not be None");
  }

  default Tensor clampMin(Number min) {
    return Operations.apply(new Clamp(Clamp.Row.CLAMP_MIN, min, null), self());
  }

  default Tensor clampMin(Tensor min) {
    return Operations.apply(ElementaryPair.CLAMP_MIN, self(), min);
  }

  default Tensor clampMax(Number max) {
    return Operations.apply(new Clamp(Clamp.Row.CLAMP_MAX, null, max), self());
  }

  default Tensor clampMax(Tensor max) {
    return Operations.apply(ElementaryPair.CLAMP_MAX, self(), max);
  }

  /// @param nan null: 0
  /// @param posinf null: the largest number of the type
  /// @param neginf null: the smallest
  default Tensor nanToNum(Double nan, Double posinf, Double neginf) {
    return Operations.apply(new NanToNum(nan, posinf, neginf), self());
  }

  /// `this + value * tensor1 * tensor2`.
  default Tensor addcmul(Tensor tensor1, Tensor tensor2, Number value) {
    return Operations.apply(new AddProduct(false, value), self(), tensor1, tensor2);
  }

  /// `this + value * tensor1 / tensor2`.
  default Tensor addcdiv(Tensor tensor1, Tensor tensor2, Number value) {
    return Operations.apply(new AddProduct(true, value), self(), tensor1, tensor2);
  }

  /// `this + weight * (end - this)`.
  default Tensor lerp(Tensor end, Number weight) {
    return Operations.apply(new Lerp(weight), self(), end);
  }

  default Tensor lerp(Tensor end, Tensor weight) {
    return Operations.apply(new Lerp(null), self(), end, weight);
  }

  default Tensor sub_(Tensor other) {
    return Operations.applyInPlace(new Sub(1), self(), other);
  }

  default Tensor sub_(Number other) {
    return sub_(Tensor.number(other));
  }

  default Tensor div_(Tensor other) {
    return Operations.applyInPlace(Binary.DIV, self(), other);
  }

  default Tensor div_(Number other) {
    return div_(Tensor.number(other));
  }

  default Tensor pow_(Number exponent) {
    return Operations.applyInPlace(new Pow(exponent), self());
  }

  default Tensor exp_() {
    return Operations.applyInPlace(Unary.EXP, self());
  }

  default Tensor relu_() {
    return Operations.applyInPlace(Unary.RELU, self());
  }

  default Tensor clamp_(Number min, Number max) {
    requireBound(min, max);
    return Operations.applyInPlace(new Clamp(Clamp.Row.CLAMP, min, max), self());
  }

  default Tensor addcmul_(Tensor tensor1, Tensor tensor2, Number value) {
    return Operations.applyInPlace(new AddProduct(false, value), self(), tensor1, tensor2);
  }

  default Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Number value) {
    return Operations.applyInPlace(new AddProduct(true, value), self(), tensor1, tensor2);
  }

  default Tensor lerp_(Tensor end, Number weight) {
    return Operations.applyInPlace(new Lerp(weight), self(), end);
  }

  default Tensor lerp_(Tensor end, Tensor weight) {
    return Operations.applyInPlace(new Lerp(null), self(), end, weight);
  }

  /// A copy of `this` with another type; this tensor itself if it has that type already.
  default Tensor to(DType dtype) {
    return self().dtype() == dtype ? self() : Operations.apply(new ToCopy(dtype), self());
  }

  /// Overwrites this tensor with `source`, broadcast and converted.
  default Tensor copy_(Tensor source) {
    return Operations.applyInPlace(Copy.COPY, self(), source);
  }
}
