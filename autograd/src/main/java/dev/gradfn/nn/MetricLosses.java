package dev.gradfn.nn;

import dev.gradfn.autograd.Indexing;
import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.Dims;
import dev.gradfn.op.NormAlong;
import dev.gradfn.op.WithNumber;

/// Losses of `torch.nn.functional` that compare inputs with each other. Their results are not
/// reduced yet, see [Losses#reduced].
public final class MetricLosses {
  private static final double SMALLEST_SQUARE = 1e-12;

  private MetricLosses() {}

  /// `1 − cos` where the target is 1, `max(cos − margin, 0)` where it is −1.
  ///
  /// @param x1 vectors `[n, e]` or `[e]`
  /// @param target `[n]` or `[]`
  public static Tensor cosineEmbedding(Tensor x1, Tensor x2, Tensor target, double margin) {
    requireVectors(x1, x2, target);
    Dims dim = Dims.of(target.dim());
    Tensor product = x1.mul(x2).sum(dim, false);
    Tensor square1 = WithNumber.add(x1.mul(x1).sum(dim, false), SMALLEST_SQUARE);
    Tensor square2 = WithNumber.add(x2.mul(x2).sum(dim, false), SMALLEST_SQUARE);
    Tensor cos = product.div(square1.mul(square2).sqrt());
    Tensor zeros = full(cos, cos.shape(), 0);
    Tensor near = full(cos, Dims.of(), 1).sub(cos);
    Tensor far = WithNumber.sub(cos, margin).clampMin(0);
    Tensor nearLoss = Indexing.where(target.eq(1), near, zeros);
    return nearLoss.add(Indexing.where(target.eq(-1), far, zeros));
  }

  private static void requireVectors(Tensor x1, Tensor x2, Tensor target) {
    if (target.dim() > 1) {
      throw TorchException.runtime("0D or 1D target tensor expected, multi-target not supported");
    }
    int rank = target.dim() + 1;
    if (x1.dim() == rank && x2.dim() == rank) return;
    throw TorchException.runtime(
        target.dim()
            + "D target tensor expects "
            + rank
            + "D input tensors, but found inputs with sizes "
            + x1.shape()
            + " and "
            + x2.shape()
            + ".");
  }

  private static Tensor full(Tensor like, Dims shape, double value) {
    return Tensor.full(like.dtype(), like.device(), shape, value);
  }

  /// `max(−target · (x1 − x2) + margin, 0)`.
  public static Tensor marginRanking(Tensor x1, Tensor x2, Tensor target, double margin) {
    if (x1.dim() != x2.dim() || x1.dim() != target.dim()) {
      throw TorchException.runtime(
          "margin_ranking_loss : All input tensors should have same dimension but got sizes:"
              + " input1: torch.Size("
              + x1.shape()
              + "), input2: torch.Size("
              + x2.shape()
              + "), target: torch.Size("
              + target.shape()
              + ") ");
    }
    return WithNumber.add(target.neg().mul(x1.sub(x2)), margin).clampMin(0);
  }

  /// `x` where the target is 1, `max(margin − x, 0)` where it is −1, and their sum elsewhere.
  public static Tensor hingeEmbedding(Tensor x, Tensor target, double margin) {
    Tensor zeros = full(x, x.shape(), 0);
    Tensor far = Tensor.number(margin).sub(x).clampMin(0);
    Tensor farLoss = Indexing.where(target.ne(1), far, zeros);
    return farLoss.add(Indexing.where(target.ne(-1), x, zeros));
  }

  /// `max(|anchor − positive| − |anchor − negative| + margin, 0)`.
  ///
  /// @param swap whether the distance of `positive` and `negative` counts where it is smaller
  public static Tensor tripletMargin(
      Tensor anchor,
      Tensor positive,
      Tensor negative,
      double margin,
      Number p,
      double eps,
      boolean swap) {
    if (margin <= 0) {
      throw TorchException.value("margin must be greater than 0, got " + margin);
    }
    if (anchor.dim() != positive.dim() || anchor.dim() != negative.dim()) {
      throw TorchException.runtime(
          "The anchor, positive, and negative tensors are expected to have the same number of"
              + " dimensions, but got: anchor "
              + anchor.dim()
              + "D, positive "
              + positive.dim()
              + "D, and negative "
              + negative.dim()
              + "D inputs");
    }
    Tensor near = pairwiseDistance(anchor, positive, p, eps, false);
    Tensor far = pairwiseDistance(anchor, negative, p, eps, false);
    if (swap) far = far.minimum(pairwiseDistance(positive, negative, p, eps, false));
    return WithNumber.add(near, margin).sub(far).clampMin(0);
  }

  /// The `p`-norm of `x1 − x2 + eps` over the last dimension.
  public static Tensor pairwiseDistance(
      Tensor x1, Tensor x2, Number p, double eps, boolean keepdim) {
    int last = Math.max(x1.dim(), x2.dim()) - 1;
    Tensor difference = WithNumber.add(x1.sub(x2), eps);
    return Operations.apply(new NormAlong(p, Dims.of(last), keepdim), difference);
  }
}
