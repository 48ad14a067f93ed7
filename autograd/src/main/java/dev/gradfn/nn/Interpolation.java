package dev.gradfn.nn;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.op.KernelTypes;
import dev.gradfn.op.Op;
import dev.gradfn.op.Upsample;
import dev.gradfn.op.UpsampleMode;
import dev.gradfn.op.UpsampleNearest2d;
import java.util.List;
import java.util.StringJoiner;

/// `torch.nn.functional.interpolate`: resampling of `[n, c, *]` to a size, or by factors.
public final class Interpolation {
  private Interpolation() {}

  /// @param size null: by `factors`
  /// @param factors null: to `size`
  /// @param recompute whether the factors only give the size
  public static Tensor interpolate(
      Tensor x,
      Dims size,
      List<Double> factors,
      String mode,
      boolean alignCorners,
      boolean recompute,
      boolean antialias) {
    requireMode(mode, x.dim());
    Dims target = size == null ? scaled(x.shape(), factors) : size;
    if (mode.equals("area")) return Pooling.adaptiveAvg(x, target);
    requireRoom(x.shape(), target);
    requireKernel(x, target, mode);
    List<Double> scales = size != null || recompute ? null : factors;
    return Operations.apply(operation(x, target, scales, mode, alignCorners, antialias), x);
  }

  /// The name of the kernel that a type has none of tells how PyTorch would go through the image.
  private static void requireKernel(Tensor x, Dims target, String mode) {
    DType dtype = x.dtype();
    if (dtype.isFloatingPoint() || dtype == DType.UINT8) return;
    throw KernelTypes.refused(kernel(x.shape(), target, mode), dtype);
  }

  private static String kernel(Dims shape, Dims target, String mode) {
    if (mode.equals("bicubic")) return "compute_indices_weights_cubic";
    boolean nearest = mode.startsWith("nearest");
    boolean small = target.rank() == 2 && target.get(0) + target.get(1) <= 128;
    boolean fewChannels = target.rank() == 2 && !nearest && shape.get(1) < 4;
    if (small || fewChannels) {
      return nearest ? "upsample_nearest2d_channels_last" : "upsample_bilinear2d_channels_last";
    }
    return nearest ? "compute_indices_weights_nearest" : "compute_indices_weights_linear";
  }

  /// @throws TorchException if `rank` leaves no room for one to three dimensions of space
  public static void requireSpace(String mode, int rank) {
    if (rank < 3 || rank > 5) throw unsupported(mode, rank);
  }

  private static void requireMode(String mode, int rank) {
    int needed =
        switch (mode) {
          case "linear" -> 3;
          case "bilinear" -> 4;
          case "trilinear" -> 5;
          default -> rank;
        };
    requireSpace(mode, rank);
    if (rank == needed) return;
    throw TorchException.notImplemented(
        "Got " + rank + "D input, but " + mode + " mode needs " + needed + "D input");
  }

  private static TorchException unsupported(String mode, int rank) {
    return TorchException.notImplemented(
        "Input Error: Only 3D, 4D and 5D input Tensors supported (got "
            + rank
            + "D) for the modes: nearest | linear | bilinear | bicubic | trilinear | lanczos | area"
            + " | nearest-exact (got "
            + mode
            + ")");
  }

  private static void requireRoom(Dims shape, Dims size) {
    Dims space = shape.slice(2, shape.rank());
    boolean room = true;
    for (int i = 0; i < size.rank(); i++) room &= space.get(i) > 0 && size.get(i) > 0;
    TorchException.check(
        room,
        () ->
            "Input and output sizes should be greater than 0, but got input ("
                + named(space)
                + ") output ("
                + named(size)
                + ")");
  }

  private static String named(Dims size) {
    String[] axes = {"D", "H", "W"};
    StringJoiner text = new StringJoiner(", ");
    for (int i = 0; i < size.rank(); i++) {
      text.add(axes[3 - size.rank() + i] + ": " + size.get(i));
    }
    return text.toString();
  }

  private static Dims scaled(Dims shape, List<Double> factors) {
    Dims size = shape.slice(2, shape.rank());
    for (int i = 0; i < size.rank(); i++) {
      size = size.with(i, (long) Math.floor(size.get(i) * factors.get(i)));
    }
    return size;
  }

  private static Op operation(
      Tensor x,
      Dims size,
      List<Double> scales,
      String mode,
      boolean alignCorners,
      boolean antialias) {
    int rank = x.dim() - 2;
    if (mode.equals("nearest") && rank == 2) {
      boolean given = scales != null;
      return new UpsampleNearest2d(
          size, given ? scales.get(0) : null, given ? scales.get(1) : null);
    }
    return new Upsample(mode(mode, rank, antialias), size, scales, alignCorners);
  }

  private static UpsampleMode mode(String mode, int rank, boolean antialias) {
    return switch (mode + " " + rank) {
      case "nearest 1", "nearest 3" -> UpsampleMode.NEAREST;
      case "nearest-exact 1", "nearest-exact 2", "nearest-exact 3" -> UpsampleMode.NEAREST_EXACT;
      case "linear 1", "trilinear 3" -> UpsampleMode.LINEAR;
      case "bilinear 2" -> antialias ? UpsampleMode.LINEAR_ANTIALIASED : UpsampleMode.LINEAR;
      case "bicubic 2" -> antialias ? UpsampleMode.CUBIC_ANTIALIASED : UpsampleMode.CUBIC;
      default -> throw unsupported(mode, rank + 2);
    };
  }
}
