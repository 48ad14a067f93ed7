package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// The derivative of [Im2Col]: columns are added to where their windows lie in the image.
public record Col2Im(Dims outputSize, Dims kernelSize, Dims dilation, Dims padding, Dims stride)
    implements Copying {

  @Override
  public String nodeName() {
    return "Col2ImBackward0";
  }

  private Windows windows() {
    return new Windows(kernelSize, dilation, padding, stride);
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    Dims in = inputs[0].shape();
    windows().requireNumbers();
    TorchException.check(
        in.rank() == 2 || in.rank() == 3,
        () ->
            "Expected 2D or 3D (batch mode) tensor for input with possibly 0 batch size and non-zero"
                + " dimensions for input, but got: "
                + in);
    if (in.get(-2) % kernelSize.product() != 0) {
      throw TorchException.runtime(
          "Expected size of input's dimension 1 to be divisible by the product of kernel_size,"
              + " but got input.size(1)="
              + in.get(-2)
              + " and kernel_size=("
              + kernelSize.get(0)
              + ", "
              + kernelSize.get(1)
              + ").");
    }
    windows().requireColumns(in.get(-1), in.rank() - 1, outputSize);
    windows().requireRoom(outputSize);
    if (inputs[0].dtype() != DType.BOOL) {
      KernelTypes.requireFloating("col2im_out_cpu", inputs[0].dtype());
    }
    Dims image = outputSize.insert(0, in.get(-2) / kernelSize.product());
    Dims shape = in.rank() == 2 ? image : image.insert(0, in.get(0));
    return Result.of(new ArraySpec(inputs[0].dtype(), Geometry.contiguous(shape)));
  }

  /// Tap by tap: the windows of one tap do not overlap.
  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    if (out[0].numel() == 0) return;
    NdArray image = Windows.batched(out[0], 4);
    NdArray padded = NdArray.allocate(image.dtype(), windows().padded(image.shape()));
    kernels.fill(0, padded);
    NdArray dense = NdArray.allocate(in[0].dtype(), in[0].shape());
    kernels.copy(in[0], dense);
    NdArray columns = windows().columns(dense, image.shape());
    NdArray places = windows().over(padded, outputSize);
    for (int i = 0; i < kernelSize.at(0); i++) {
      for (int j = 0; j < kernelSize.at(1); j++) {
        NdArray place = tap(places, i, j);
        kernels.zip(Add.function(), place, tap(columns, i, j), place);
      }
    }
    kernels.copy(windows().inner(padded, outputSize), image);
  }

  private static NdArray tap(NdArray windows, int i, int j) {
    return windows.view(windows.geometry().select(2, i).select(2, j));
  }

  @Override
  public void save(Saver saver) {
    saver.value("dilation", dilation);
    saver.value("kernel_size", kernelSize);
    saver.value("padding", padding);
    saver.value("stride", stride);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    return Operations.apply(new Im2Col(kernelSize, dilation, padding, stride), g);
  }
}
