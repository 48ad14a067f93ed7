package dev.gradfn.examples;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Dims;
import dev.gradfn.nn.Conv2d;
import dev.gradfn.nn.ConvNd;
import dev.gradfn.nn.Layer;
import dev.gradfn.nn.Linear;
import dev.gradfn.nn.MaxPool2d;
import dev.gradfn.nn.ReLU;
import dev.gradfn.nn.Slot;

/// LeNet-5 with today's activations: images `[n, 1, 28, 28]` to a score for each digit, `[n, 10]`.
public final class LeNet extends Layer {
  private static final ConvNd.Options FIVE_WIDE = ConvNd.Options.kernel(Dims.of(5, 5));

  private final Slot<Conv2d> conv1;
  private final Slot<Conv2d> conv2;
  private final Slot<MaxPool2d> pool;
  private final Slot<ReLU> relu;
  private final Slot<Linear> fc1;
  private final Slot<Linear> fc2;
  private final Slot<Linear> fc3;

  public LeNet() {
    conv1 = registerModule("conv1", new Conv2d(1, 6, FIVE_WIDE.withPadding(Dims.of(2, 2))));
    conv2 = registerModule("conv2", new Conv2d(6, 16, FIVE_WIDE));
    pool = registerModule("pool", new MaxPool2d(2));
    relu = registerModule("relu", new ReLU());
    fc1 = registerModule("fc1", new Linear(16 * 5 * 5, 120));
    fc2 = registerModule("fc2", new Linear(120, 84));
    fc3 = registerModule("fc3", new Linear(84, 10));
  }

  @Override
  protected Tensor forward(Tensor x) {
    x = pool.get().call(relu.get().call(conv1.get().call(x)));
    x = pool.get().call(relu.get().call(conv2.get().call(x)));
    x = x.flatten(1, -1);
    x = relu.get().call(fc1.get().call(x));
    x = relu.get().call(fc2.get().call(x));
    return fc3.get().call(x);
  }
}
