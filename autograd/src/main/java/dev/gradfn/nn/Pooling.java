package dev.gradfn.nn;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.Dims;
import dev.gradfn.op.AdaptiveAvgPool;
import dev.gradfn.op.AdaptiveMaxPool;
import dev.gradfn.op.AvgPool;
import dev.gradfn.op.ConstantPadNd;
import dev.gradfn.op.MaxPool2dWithIndices;
import dev.gradfn.op.MaxPool3dWithIndices;
import dev.gradfn.op.MaxUnpool;
import dev.gradfn.op.Mean;
import dev.gradfn.op.MemoryFormat;
import java.util.List;

/// Pooling in one to three dimensions, as `torch.nn.functional` has it. One dimension is pooled as
/// a plane of one line.
public final class Pooling {
  private Pooling() {}

  /// Values and indices.
  ///
  /// @param stride empty: the kernel size
  public static List<Tensor> max(
      Tensor x, Dims kernelSize, Dims stride, Dims padding, Dims dilation, boolean ceilMode) {
    return switch (kernelSize.rank()) {
      case 1 ->
          fromLine(
              max(
                  asLine(x),
                  kernelSize.insert(0, 1),
                  (stride.rank() == 0 ? kernelSize : stride).insert(0, 1),
                  padding.insert(0, 0),
                  dilation.insert(0, 1),
                  ceilMode));
      case 2 ->
          List.of(
              Operations.applyAll(
                  new MaxPool2dWithIndices(kernelSize, stride, padding, dilation, ceilMode), x));
      default ->
          List.of(
              Operations.applyAll(
                  new MaxPool3dWithIndices(kernelSize, stride, padding, dilation, ceilMode), x));
    };
  }

  /// The opposite of [#max], from its values and indices.
  ///
  /// @param stride empty: the kernel size
  /// @param outputSize null: the smallest that the windows fill; else the last dimensions or the
  ///   whole shape
  public static Tensor unpool(
      Tensor x, Tensor indices, Dims kernelSize, Dims stride, Dims padding, Dims outputSize) {
    Dims steps = stride.rank() == 0 ? kernelSize : stride;
    Dims size = unpooledSize(x, kernelSize, steps, padding, outputSize);
    if (size.rank() > 1) return Operations.apply(new MaxUnpool(size), x, indices);
    MaxUnpool columns = new MaxUnpool(size.insert(1, 1));
    return Operations.apply(columns, x.unsqueeze(-1), indices.unsqueeze(-1)).squeeze(-1);
  }

  private static Dims unpooledSize(Tensor x, Dims kernel, Dims steps, Dims padding, Dims given) {
    int rank = kernel.rank();
    Dims size = kernel;
    for (int i = 0; i < rank; i++) {
      long windows = x.shape().get(x.dim() - rank + i);
      size = size.with(i, (windows - 1) * steps.get(i) + kernel.get(i) - 2 * padding.get(i));
    }
    if (given == null) return size;
    Dims last = given.rank() == rank + 2 ? given.slice(2, rank + 2) : given;
    if (last.rank() != rank) {
      throw TorchException.value(
          "output_size should be a sequence containing %d or %d elements, but it has a length of '%d'"
              .formatted(rank, rank + 2, given.rank()));
    }
    for (int i = 0; i < rank; i++) {
      long least = size.get(i) - steps.get(i);
      long most = size.get(i) + steps.get(i);
      if (least < last.get(i) && last.get(i) < most) continue;
      throw TorchException.value(
          "invalid output_size \"%s\" (dim %d must be between %d and %d)"
              .formatted(Repr.tuple(last), i, least, most));
    }
    return last;
  }

  /// @param stride empty: the kernel size
  /// @param divisorOverride null: the number of elements
  public static Tensor avg(
      Tensor x,
      Dims kernelSize,
      Dims stride,
      Dims padding,
      boolean ceilMode,
      boolean countIncludePad,
      Long divisorOverride) {
    if (kernelSize.rank() > 1) {
      AvgPool op =
          new AvgPool(kernelSize, stride, padding, ceilMode, countIncludePad, divisorOverride);
      return Operations.apply(op, x);
    }
    requireLines(x, "avg_pool1d");
    Dims kernel = kernelSize.insert(0, 1);
    Dims pad = padding.insert(0, 0);
    Dims steps = (stride.rank() == 0 ? kernelSize : stride).insert(0, 1);
    return avg(asLine(x), kernel, steps, pad, ceilMode, countIncludePad, divisorOverride)
        .squeeze(-2);
  }

  /// Values and indices.
  public static List<Tensor> adaptiveMax(Tensor x, Dims outputSize) {
    if (outputSize.rank() == 1) {
      requireLines(x, "adaptive_max_pool1d");
      return fromLine(adaptiveMax(asLine(x), outputSize.insert(0, 1)));
    }
    int rank = outputSize.rank();
    TorchException.check(
        x.dim() == rank + 1 || x.dim() == rank + 2,
        () ->
            "adaptive_max_pool%dd(): Expected %dD or %dD tensor, but got: %s"
                .formatted(rank, rank + 1, rank + 2, x.shape()));
    return List.of(Operations.applyAll(new AdaptiveMaxPool(outputSize), x));
  }

  public static Tensor adaptiveAvg(Tensor x, Dims outputSize) {
    if (outputSize.rank() == 1) {
      requireLines(x, "adaptive_avg_pool1d");
      return adaptiveAvg(asLine(x), outputSize.insert(0, 1)).squeeze(-2);
    }
    requireAverages(outputSize);
    if (outputSize.product() == 1) {
      Dims last = outputSize.rank() == 2 ? Dims.of(-1, -2) : Dims.of(-1, -2, -3);
      return inOrderOf(x, Operations.apply(new Mean(last, true, null), x), outputSize.rank());
    }
    int rank = outputSize.rank();
    TorchException.check(
        x.dim() == rank + 1 || x.dim() == rank + 2,
        () ->
            "adaptive_avg_pool%dd(): Expected %dD or %dD tensor, but got %s"
                .formatted(rank, rank + 1, rank + 2, x.shape()));
    return Operations.apply(new AdaptiveAvgPool(outputSize), x);
  }

  /// PyTorch lays out these averages of channels-last images anew, so that they say they are too.
  private static Tensor inOrderOf(Tensor x, Tensor averages, int rank) {
    boolean alike = x.dim() == rank + 2 && MemoryFormat.isChannelsLast(x.geometry());
    if (!alike) return averages;
    Dims shape = averages.shape();
    return averages.asStrided_(shape, MemoryFormat.channelsLast(shape), null);
  }

  private static void requireLines(Tensor x, String operation) {
    TorchException.check(
        x.dim() == 2 || x.dim() == 3,
        () ->
            "Expected 2 to 3 dimensions, but got %d-dimensional tensor for argument #1 'self' (while checking arguments for %s)"
                .formatted(x.dim(), operation));
  }

  private static void requireAverages(Dims outputSize) {
    String name = "adaptive_avg_pool" + outputSize.rank() + "d";
    String sizes = outputSize.toString().replace('[', '{').replace(']', '}');
    // Two sizes are written with a space between them, the third without.
    String shown = outputSize.rank() == 3 ? sizes.replaceFirst("(, [^,]+), ", "$1,") : sizes;
    for (long size : outputSize.toArray()) {
      TorchException.check(
          size >= 0,
          () ->
              name
                  + ": elements of output_size must be greater than or equal to 0 but received "
                  + shown);
    }
  }

  /// The power mean of each window, times the number of its elements.
  public static Tensor lp(Tensor x, Number power, Dims kernelSize, Dims stride, boolean ceilMode) {
    Dims none = Dims.filled(kernelSize.rank(), 0);
    if (power.doubleValue() == Double.POSITIVE_INFINITY) {
      Dims dense = Dims.filled(kernelSize.rank(), 1);
      return max(x.abs(), kernelSize, stride, none, dense, ceilMode).get(0);
    }
    Tensor mean = avg(x.pow(power), kernelSize, stride, none, ceilMode, true, null);
    Tensor positive = mean.sign().mul(F.relu(mean.abs(), false));
    return positive.mul(kernelSize.product()).pow(1 / power.doubleValue());
  }

  /// Each element divided by a power of the mean square of its neighbours in other channels.
  public static Tensor localResponseNorm(Tensor x, int size, Number alpha, Number beta, Number k) {
    if (x.dim() < 3) {
      throw TorchException.value(
          "Expected 3D or higher dimensionality                          input (got "
              + x.dim()
              + " dimensions)");
    }
    if (x.numel() == 0) return x;
    Tensor squares = x.mul(x);
    Tensor mean = x.dim() == 3 ? overLines(squares, size) : overPlanes(squares, size);
    return x.div(mean.mul(alpha).add(k).pow(beta));
  }

  private static Tensor overLines(Tensor squares, int size) {
    Tensor padded = padChannels(squares.unsqueeze(1), Dims.of(0, 0), size);
    Dims one = Dims.of(1, 1);
    return avg(padded, Dims.of(size, 1), one, Dims.of(0, 0), false, true, null).squeeze(1);
  }

  private static Tensor overPlanes(Tensor squares, int size) {
    Dims shape = squares.shape();
    Tensor planes = squares.view(shape.get(0), 1, shape.get(1), shape.get(2), -1);
    Tensor padded = padChannels(planes, Dims.of(0, 0, 0, 0), size);
    Dims kernel = Dims.of(size, 1, 1);
    return avg(padded, kernel, Dims.of(1, 1, 1), Dims.of(0, 0, 0), false, true, null)
        .squeeze(1)
        .view(shape);
  }

  private static Tensor padChannels(Tensor x, Dims others, int size) {
    int rank = others.rank();
    Dims pad = others.insert(rank, size / 2).insert(rank + 1, (size - 1) / 2);
    return Operations.apply(new ConstantPadNd(pad, 0), x);
  }

  private static Tensor asLine(Tensor x) {
    return x.unsqueeze(-2);
  }

  private static List<Tensor> fromLine(List<Tensor> pooled) {
    return pooled.stream().map(t -> t.squeeze(-2)).toList();
  }
}
