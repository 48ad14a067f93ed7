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

/// What a sliding window sees, as columns: `[n, c, h, w]` becomes `[n, c · kernel, windows]`.
public record Im2Col(Dims kernelSize, Dims dilation, Dims padding, Dims stride) implements Copying {

  @Override
  public String nodeName() {
    return "Im2ColBackward0";
  }

  private Windows windows() {
    return new Windows(kernelSize, dilation, padding, stride);
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    Dims in = inputs[0].shape();
    windows().requireNumbers();
    requireFilled(in);
    Dims image = in.slice(in.rank() - 2, in.rank());
    windows().requireRoom(image);
    if (inputs[0].dtype() != DType.BOOL) {
      KernelTypes.requireFloating("im2col_out_cpu", inputs[0].dtype());
    }
    long rows = in.get(-3) * kernelSize.product();
    Dims columns = Dims.of(rows, windows().counts(image).product());
    Dims shape = in.rank() == 3 ? columns : columns.insert(0, in.get(0));
    return Result.of(new ArraySpec(inputs[0].dtype(), Geometry.contiguous(shape)));
  }

  private static void requireFilled(Dims in) {
    boolean filled = in.rank() == 3 || in.rank() == 4;
    for (int i = 1; i <= 3 && filled; i++) filled = in.get(-i) > 0;
    TorchException.check(
        filled,
        () ->
            "Expected 3D or 4D (batch mode) tensor with possibly 0 batch size and other non-zero"
                + " dimensions for input, but got: "
                + in);
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    if (out[0].numel() == 0) return;
    NdArray image = Windows.batched(in[0], 4);
    Dims size = image.shape().slice(2, 4);
    NdArray padded = NdArray.allocate(image.dtype(), windows().padded(image.shape()));
    kernels.fill(0, padded);
    kernels.copy(image, windows().inner(padded, size));
    kernels.copy(windows().over(padded, size), windows().columns(out[0], image.shape()));
  }

  @Override
  public void save(Saver saver) {
    Dims in = saver.spec(0).shape();
    saver.value("dilation", dilation);
    saver.value("kernel_size", kernelSize);
    saver.value("padding", padding);
    saver.value("self_sym_argsize_minus_1", in.get(-1));
    saver.value("self_sym_argsize_minus_2", in.get(-2));
    saver.value("stride", stride);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    Dims in = saved.spec(0).shape();
    Dims size = in.slice(in.rank() - 2, in.rank());
    return Operations.apply(new Col2Im(size, kernelSize, dilation, padding, stride), g);
  }
}
