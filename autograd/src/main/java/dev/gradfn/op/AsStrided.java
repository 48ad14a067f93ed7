package dev.gradfn.op;

import dev.gradfn.autograd.Autograd;
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
    Geometry window = view(base);
    return Autograd.isGradEnabled()
        ? inSteps(g, base, window)
        : Operations.apply(new EmbedStrided("AsStridedBackwardBackward0", base, window), g);
  }

  /// As PyTorch records it: into the window of a new storage, which is then shown as the base.
  private static Tensor inSteps(Tensor g, Geometry base, Geometry shown) {
    Geometry window = shown;
    for (int d = g.dim() - 1; d >= 0; d--) {
      boolean one = window.shape().get(d) == 1;
      if (!one && window.strides().get(d) != 0) continue;
      g = one ? g.squeeze(d) : g.sum(Dims.of(d), false);
      window = window.select(d, 0);
    }
    long offset = window.offset() - base.offset();
    boolean inside = offset >= 0 && window.extent() <= base.extent();
    if (!inside || EmbedStrided.mayOverlap(window)) {
      return Operations.apply(new EmbedStrided("AsStridedBackwardBackward0", base, window), g);
    }
    Dims storage = Dims.of(base.extent() - base.offset());
    Tensor zeros = Tensor.zeros(g.dtype(), g.device(), storage);
    Operations.apply(new AsStrided(window.shape(), window.strides(), offset), zeros).copy_(g);
    return Operations.apply(new AsStrided(base.shape(), base.strides(), 0), zeros);
  }
}
