package dev.gradfn.yolov5;

import dev.gradfn.autograd.Parameter;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.nn.BatchNorm;
import dev.gradfn.nn.BatchNorm2d;
import dev.gradfn.nn.Conv2d;
import dev.gradfn.nn.ConvNd;
import dev.gradfn.nn.Init;
import dev.gradfn.nn.Linear;
import dev.gradfn.nn.Module;
import dev.gradfn.nn.MultiheadAttention;
import dev.gradfn.nn.Slot;
import dev.gradfn.nn.Weights;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// Layers of torch with parameters, new: with PyTorch's distributions, or on `meta` with shapes
/// alone.
final class NewLayers {
  /// YOLOv5 sets these on every batch norm.
  private static final BatchNorm.Options BATCH_NORM = new BatchNorm.Options(1e-3, 0.03, true, true);

  private static final int MOST_TENSORS = 100_000;
  private static final double ROOM = Runtime.getRuntime().maxMemory() / Float.BYTES;

  private final RandomGenerator random;
  private final Device device;
  private int tensors;
  private double numbers;

  NewLayers(RandomGenerator random, Device device) {
    this.random = random;
    this.device = device;
  }

  /// A few lines of a config can ask for any number of weights: they are counted before any memory
  /// is taken.
  private void claim(long... shape) {
    if (++tensors > MOST_TENSORS) {
      throw new IllegalArgumentException("network of more than " + MOST_TENSORS + " tensors");
    }
    double more = 1;
    for (long size : shape) more *= size;
    numbers += more;
    if (numbers > (device == Device.META ? 0x1p40 : ROOM)) {
      throw new IllegalArgumentException(
          (long) numbers + " weights are too many for this memory; raise java -Xmx");
    }
  }

  private Tensor uniform(double bound, long... shape) {
    claim(shape);
    if (device != Device.META) return Init.uniform(bound, random, shape);
    return Tensor.empty(DType.FLOAT32, device, Geometry.contiguous(Dims.of(shape)));
  }

  private Tensor filled(double value, long... shape) {
    claim(shape);
    return Tensor.full(DType.FLOAT32, device, Dims.of(shape), value);
  }

  Conv2d conv2d(int in, int out, ConvNd.Options options, boolean bias) {
    Dims kernel = options.kernelSize();
    long perGroup = in / options.groups();
    double bound = 1 / Math.sqrt(perGroup * kernel.product());
    Tensor weight = uniform(bound, out, perGroup, kernel.get(0), kernel.get(1));
    return new Conv2d(in, out, options, weight, bias ? uniform(bound, out) : null);
  }

  Linear linear(int in, int out, boolean bias) {
    double bound = 1 / Math.sqrt(in);
    return new Linear(uniform(bound, out, in), bias ? uniform(bound, out) : null);
  }

  /// Weights from Xavier's distribution, biases 0.
  MultiheadAttention attention(int channels, int heads) {
    MultiheadAttention made = Weights.withoutValues(() -> new MultiheadAttention(channels, heads));
    Linear last = (Linear) made.childSlots().get("out_proj").get();
    Slot<Tensor> in = made.parameterSlots().get("in_proj_weight");
    in.set(new Parameter(uniform(Math.sqrt(6.0 / (4 * channels)), 3L * channels, channels)));
    made.parameterSlots().get("in_proj_bias").set(new Parameter(filled(0, 3L * channels)));
    double bound = 1 / Math.sqrt(channels);
    last.weight().set(new Parameter(uniform(bound, channels, channels)));
    last.bias().set(new Parameter(filled(0, channels)));
    return made;
  }

  /// With new values for the shapes that `layer` has.
  <M extends Module> M filled(Supplier<M> layer, double bound) {
    M made = Weights.withoutValues(layer);
    for (Slot<Tensor> slot : made.parameterSlots().values()) {
      Tensor shape = slot.get();
      if (shape != null) slot.set(new Parameter(uniform(bound, shape.shape().toArray())));
    }
    return made;
  }

  BatchNorm2d batchNorm2d(int channels) {
    return new BatchNorm2d(
        channels,
        BATCH_NORM,
        filled(1, channels),
        filled(0, channels),
        filled(0, channels),
        filled(1, channels),
        Tensor.zeros(DType.INT64, device, Dims.of()));
  }
}
