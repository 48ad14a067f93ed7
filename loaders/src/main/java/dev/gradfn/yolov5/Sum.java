package dev.gradfn.yolov5;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.nn.Args;
import dev.gradfn.nn.Module;
import dev.gradfn.nn.Slot;
import java.util.List;

/// Adds the outputs of several layers, all but the first weighted if it has weights.
public final class Sum extends Module {
  private final Slot<Tensor> w;

  /// @param w one weight for each input but the first, before the sigmoid; null: no weights
  @SuppressWarnings("this-escape")
  public Sum(Tensor w) {
    this.w = w == null ? null : registerParameter("w", parameterOrNull(w));
  }

  static Sum create(int inputs, boolean weighted) {
    if (!weighted) return new Sum(null);
    float[] start = new float[inputs - 1];
    for (int i = 0; i < start.length; i++) start[i] = -(i + 1) / 2f;
    return new Sum(Tensor.of(start, start.length));
  }

  @Override
  protected Object forward(Args args) {
    List<?> inputs = args.get(0, List.class, this);
    Tensor weights = w == null ? null : w.get().sigmoid().mul(2);
    Tensor sum = (Tensor) inputs.get(0);
    for (int i = 1; i < inputs.size(); i++) {
      Tensor input = (Tensor) inputs.get(i);
      sum = sum.add(weights == null ? input : input.mul(weights.select(0, i - 1)));
    }
    return sum;
  }
}
