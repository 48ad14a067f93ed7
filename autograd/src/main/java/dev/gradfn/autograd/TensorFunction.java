package dev.gradfn.autograd;

import java.util.function.UnaryOperator;

/// A function of several tensors with several results, as [GradCheck] and [Functional] take it: `in
/// -> new Tensor[] {in[0].mul(in[1])}`.
@FunctionalInterface
public interface TensorFunction {
  Tensor[] apply(Tensor... inputs);

  /// One tensor in, one out: `TensorFunction.of(Tensor::exp)`.
  static TensorFunction of(UnaryOperator<Tensor> function) {
    return inputs -> new Tensor[] {function.apply(inputs[0])};
  }
}
