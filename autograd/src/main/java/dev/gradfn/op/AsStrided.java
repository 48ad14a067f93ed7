package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import java.util.stream.LongStream;

/// A window on the storage with given shape, strides and offset (from the start of the storage;
/// null: that of the input).
public record AsStrided(Dims size, Dims stride, Long storageOffset) implements ViewOp {
  public AsStrided(Dims size, Dims stride, long storageOffset) {
    this(size, stride, Long.valueOf(storageOffset));
  }

  @Override
  public String nodeName() {
    return "AsStridedBackward0";
  }

  @Override
  public Geometry view(Geometry input) {
    for (long step : stride.toArray()) {
      TorchException.check(
          step >= 0,
          () ->
              "as_strided: Negative strides are not supported at the moment, got strides: "
                  + stride);
    }
    return new Geometry(size, stride, storageOffset == null ? input.offset() : storageOffset);
  }

  @Override
  public void save(Saver saver) {
    saver.value("size", size);
    saver.value("storage_offset", storageOffset);
    saver.value("stride", stride);
  }

  @Override
  public String inPlaceNodeName() {
    return "AsStridedBackward1";
  }

  /// As PyTorch computes it: a storage that holds both, where the gradient is written, or added
  /// where the window shows an element several times, and which is then shown as the base. What the
  /// base shows several times shares its gradient.
  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    Geometry base = saved.spec(0).geometry();
    Geometry shown = view(base);
    if (g.numel() == 0 || base.numel() == 0) {
      return Tensor.zeros(g.dtype(), g.device(), base.shape());
    }
    Tensor part = g;
    Geometry window = shown;
    for (int d = g.dim() - 1; d >= 0; d--) {
      boolean one = window.shape().get(d) == 1;
      if (!one && window.strides().get(d) != 0) continue;
      part = one ? part.squeeze(d) : part.sum(Dims.of(d), false);
      window = window.select(d, 0);
    }
    long start = Math.min(base.offset(), window.offset());
    long size = Math.max(base.extent(), window.extent()) - start;
    Tensor storage = Tensor.zeros(g.dtype(), g.device(), Dims.of(size));
    write(part, storage, new Geometry(window.shape(), window.strides(), window.offset() - start));
    Geometry place = new Geometry(base.shape(), base.strides(), base.offset() - start);
    if (place.mayOverlap()) storage.div_(timesShown(storage, place));
    return windowOn(storage, place);
  }

  private static void write(Tensor part, Tensor storage, Geometry window) {
    if (!window.mayOverlap()) {
      windowOn(storage, window).copy_(part);
      return;
    }
    storage.indexAdd_(0, placesOf(window, storage), part.reshape(-1), 1);
  }

  private static Tensor timesShown(Tensor storage, Geometry place) {
    Tensor ones = Tensor.ones(storage.dtype(), storage.device(), Dims.of(place.numel()));
    Tensor count = Tensor.zeros(storage.dtype(), storage.device(), storage.shape());
    return count.indexAdd_(0, placesOf(place, storage), ones, 1);
  }

  /// For each element of `window`, where in `storage` it is.
  private static Tensor placesOf(Geometry window, Tensor storage) {
    long[] numbers = LongStream.range(0, storage.numel()).toArray();
    Tensor all = Tensor.of(numbers, storage.shape().toArray());
    return windowOn(all, window).reshape(-1);
  }

  private static Tensor windowOn(Tensor storage, Geometry window) {
    return Operations.apply(
        new AsStrided(window.shape(), window.strides(), window.offset()), storage);
  }
}
