package dev.gradfn.op;

import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// Elements exchanged between channels, and between channels and the places of an image.
public record Shuffle(Kind kind, int factor) implements Picking {
  public enum Kind {
    /// Each `factor²` channels become one with `factor` times the height and width.
    PIXEL("PixelShuffleBackward0", "upscale_factor"),
    /// The opposite.
    PIXEL_UNDONE("PixelUnshuffleBackward0", "downscale_factor"),
    /// The channels, in `factor` groups: the first of each group, the second of each, …
    CHANNEL("ChannelShuffleBackward0", "groups");

    private final String nodeName;
    private final String field;

    Kind(String nodeName, String field) {
      this.nodeName = nodeName;
      this.field = field;
    }

    private String operation() {
      return switch (this) {
        case PIXEL -> "pixel_shuffle";
        case PIXEL_UNDONE -> "pixel_unshuffle";
        case CHANNEL -> "channel_shuffle";
      };
    }
  }

  @Override
  public String nodeName() {
    return kind.nodeName;
  }

  @Override
  public String derivativeName() {
    return switch (kind) {
      case PIXEL -> Kind.PIXEL_UNDONE.nodeName;
      case PIXEL_UNDONE -> Kind.PIXEL.nodeName;
      case CHANNEL -> kind.nodeName;
    };
  }

  @Override
  public Dims pickedShape(ArraySpec[] inputs) {
    Dims shape = inputs[0].shape();
    requireFits(shape);
    if (kind == Kind.CHANNEL) return shape;
    boolean up = kind == Kind.PIXEL;
    long square = (long) factor * factor;
    long channels = up ? shape.get(-3) / square : shape.get(-3) * square;
    Dims result = shape.with(-3, channels);
    for (int d = -2; d < 0; d++) {
      result = result.with(d, up ? shape.get(d) * factor : shape.get(d) / factor);
    }
    return result;
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    Dims shape = pickedShape(inputs);
    Dims strides = MemoryFormat.like(inputs[0].geometry(), shape);
    return Result.of(new ArraySpec(inputs[0].dtype(), Geometry.of(shape, strides)));
  }

  private void requireFits(Dims shape) {
    TorchException.check(
        kind != Kind.CHANNEL || shape.rank() > 2,
        () -> "channel_shuffle expects input with > 2 dims, but got input with sizes " + shape);
    if (shape.rank() < 3) {
      throw TorchException.runtime(
          kind.operation()
              + " expects input to have at least 3 dimensions, but got input with "
              + shape.rank()
              + " dimension(s)");
    }
    if (factor < 1) throw TorchException.runtime(notPositive());
    switch (kind) {
      case PIXEL -> requireSquares(shape.get(-3));
      case PIXEL_UNDONE -> {
        requireWhole("height", -2, shape);
        requireWhole("width", -1, shape);
      }
      case CHANNEL -> requireGroups(shape.get(1));
    }
  }

  private String notPositive() {
    return switch (kind) {
      case PIXEL -> "pixel_shuffle expects a positive upscale_factor, but got " + factor;
      case PIXEL_UNDONE -> "pixel_unshuffle expects a positive downscale_factor, but got " + factor;
      case CHANNEL ->
          "Number of groups to divide channels in must be positive. Value of groups:" + factor;
    };
  }

  private void requireSquares(long channels) {
    long square = (long) factor * factor;
    TorchException.check(
        channels % square == 0,
        () ->
            "pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of"
                + " upscale_factor, but input.size(-3)="
                + channels
                + " is not divisible by "
                + square);
  }

  private void requireWhole(String side, int d, Dims shape) {
    TorchException.check(
        shape.get(d) % factor == 0,
        () ->
            "pixel_unshuffle expects %s to be divisible by downscale_factor, but input.size(%d)=%d is not divisible by %d"
                .formatted(side, d, shape.get(d), factor));
  }

  private void requireGroups(long channels) {
    TorchException.check(
        channels % factor == 0,
        () ->
            "Number of channels must be divisible by groups. Got %d channels and %d groups."
                .formatted(channels, factor));
  }

  @Override
  public NdArray positions(KernelChain kernels, Dims from, NdArray[] in) {
    ArraySpec spec = new ArraySpec(DType.INT64, Geometry.contiguous(from));
    Dims result = pickedShape(new ArraySpec[] {spec});
    Geometry shuffled = kind == Kind.CHANNEL ? channels(from) : pixels(from);
    return Positions.of(shuffled).view(Geometry.contiguous(result));
  }

  private Geometry channels(Dims from) {
    long rest = from.slice(2, from.rank()).product();
    Dims groups = Dims.of(from.get(0), factor, from.get(1) / factor, rest);
    return Geometry.contiguous(groups).permute(0, 2, 1, 3);
  }

  private Geometry pixels(Dims from) {
    long batch = from.slice(0, from.rank() - 3).product();
    long c = from.get(-3);
    long h = from.get(-2);
    long w = from.get(-1);
    long f = factor;
    return kind == Kind.PIXEL
        ? Geometry.contiguous(Dims.of(batch, c / (f * f), f, f, h, w)).permute(0, 1, 4, 2, 5, 3)
        : Geometry.contiguous(Dims.of(batch, c, h / f, f, w / f, f)).permute(0, 1, 3, 5, 2, 4);
  }

  @Override
  public void save(Saver saver) {
    saver.value(kind.field, (long) factor);
  }
}
