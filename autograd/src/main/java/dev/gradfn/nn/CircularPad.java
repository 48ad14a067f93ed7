package dev.gradfn.nn;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;

/// Padding with what stands at the other end, written piece by piece into an empty result.
final class CircularPad {
  private CircularPad() {}

  /// @param pad a pair (before, after) per dimension, the last dimension first; negative: crops
  static Tensor pad(Tensor x, Dims pad) {
    Dims shape = x.shape();
    int count = pad.rank() / 2;
    for (int i = 0; i < count; i++) {
      int d = shape.rank() - 1 - i;
      long size = shape.get(d);
      TorchException.check(
          pad.get(2 * i) <= size && pad.get(2 * i + 1) <= size,
          () -> "Padding value causes wrapping around more than once.");
      TorchException.check(
          size + pad.get(2 * i) + pad.get(2 * i + 1) >= 0,
          () -> "Negative padding value is resulting in an empty dimension");
      shape = shape.with(d, shape.get(d) + pad.get(2 * i) + pad.get(2 * i + 1));
    }
    Tensor out = Tensor.empty(x.dtype(), x.device(), Geometry.contiguous(shape));
    middle(out, x, pad);
    for (int i = 0; i < count; i++) wrap(out, x.dim() - 1 - i, pad, i);
    return out;
  }

  private static void middle(Tensor out, Tensor x, Dims pad) {
    Tensor to = out;
    Tensor from = x;
    for (int i = 0; i < pad.rank() / 2; i++) {
      int d = x.dim() - 1 - i;
      long before = pad.get(2 * i);
      long after = pad.get(2 * i + 1);
      to = to.slice(d, Math.max(before, 0), out.shape().get(d) - Math.max(after, 0));
      from = from.slice(d, Math.max(-before, 0), x.shape().get(d) - Math.max(-after, 0));
    }
    to.copy_(from);
  }

  private static void wrap(Tensor out, int d, Dims pad, int pair) {
    long before = pad.get(2 * pair);
    long after = pad.get(2 * pair + 1);
    long size = out.shape().get(d);
    if (before > 0) {
      long end = size - Math.max(after, 0);
      out.slice(d, 0, before).copy_(out.slice(d, end - before, end));
    }
    if (after > 0) {
      long start = Math.max(before, 0);
      out.slice(d, size - after, size).copy_(out.slice(d, start, start + after));
    }
  }
}
