package dev.gradfn.nn;

import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.op.Clamp;
import dev.gradfn.op.Pointwise;
import dev.gradfn.op.VectorNorm;

/// Directions of vectors: vectors of length 1, and the cosine between two.
public final class Similarity {
  private Similarity() {}

  /// `x` divided by its `p`-norm along `dim`, which counts as at least `eps`.
  public static Tensor normalize(Tensor x, Number p, int dim, double eps) {
    Tensor norm = norm(x, p, dim).clampMin(eps);
    return x.div(norm.expand(x.shape()));
  }

  /// The cosine of the angle between vectors along `dim`; lengths count as at least `eps`.
  public static Tensor cosine(Tensor x1, Tensor x2, int dim, double eps) {
    DType type = x1.resultType(x2);
    if (!type.isFloatingPoint()) {
      throw TorchException.runtime(
          "expected common dtype to be floating point, yet common dtype is " + type.scalarType());
    }
    TorchException.check(!(eps < 0), () -> "eps must be non-negative, got: " + eps);
    boolean alike = x1.shape().equals(x2.shape());
    Dims shape = Pointwise.broadcast(x1.shape(), x2.shape());
    Tensor left = floating(alike ? x1 : x1.expand(shape), type);
    Tensor right = floating(alike ? x2 : x2.expand(shape), type);
    Tensor leftNorm = norm(left, 2L, dim).cloned();
    Tensor rightNorm = norm(right, 2L, dim).cloned();
    try (var _ = Autograd.noGrad()) {
      // Not seen by the gradient: as if the lengths had been as large from the start.
      Clamp least = new Clamp(Clamp.Row.CLAMP_MIN, eps, null);
      Operations.applyInPlace(least, leftNorm);
      Operations.applyInPlace(least, rightNorm);
    }
    return left.div(leftNorm).mul(right.div(rightNorm)).sum(Dims.of(dim), false);
  }

  private static Tensor norm(Tensor x, Number p, int dim) {
    return Operations.apply(new VectorNorm(p, Dims.of(dim), true, null), x);
  }

  /// Integers have no length; floating types stay apart.
  private static Tensor floating(Tensor x, DType type) {
    return x.dtype().isFloatingPoint() ? x : x.to(type);
  }
}
