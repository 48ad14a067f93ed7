package dev.gradfn.autograd;

import dev.gradfn.core.DType;
import dev.gradfn.op.Add;
import dev.gradfn.op.Binary;
import dev.gradfn.op.Copy;
import dev.gradfn.op.Pow;
import dev.gradfn.op.Sub;
import dev.gradfn.op.ToCopy;
import dev.gradfn.op.Unary;

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
    return add(Tensor.number(other));
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
    return sub(Tensor.number(other));
  }

  default Tensor mul(Tensor other) {
    return Operations.apply(Binary.MUL, self(), other);
  }

  default Tensor mul(Number other) {
    return mul(Tensor.number(other));
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
    return div(Tensor.number(other));
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

  default Tensor tanh() {
    return Operations.apply(Unary.TANH, self());
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
