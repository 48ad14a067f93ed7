package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;

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
  public Tensor gradient(int input, Tensor g, Saved saved) {
    Geometry base = saved.spec(0).geometry();
    return Operations.apply(new EmbedStrided(base, view(base)), g);
  }
}
