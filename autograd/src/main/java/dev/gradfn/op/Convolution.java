package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.ConvolutionGeometry;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// Cross-correlation of `input` `[n, c, *]` with `weight` `[oc, c / groups, *]`, plus `bias` `[oc]`
/// (optional): aten's `convolution`.
public record Convolution(
    Dims stride, Dims padding, Dims dilation, boolean transposed, Dims outputPadding, int groups)
    implements Convolutional {

  public Convolution {
    if (transposed) {
      throw TorchException.notImplemented("convolution: transposed=True is not implemented yet");
    }
  }

  ConvolutionGeometry geometry() {
    return new ConvolutionGeometry(stride, padding, dilation, groups);
  }

  @Override
  public String nodeName() {
    return "ConvolutionBackward0";
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    Convolutional.check(geometry(), inputs[0], inputs[1], inputs[2]);
    Dims shape = geometry().output(inputs[0].shape(), inputs[1].shape());
    return Result.of(new ArraySpec(inputs[0].dtype(), Geometry.contiguous(shape)));
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    kernels.convolution(geometry(), in[0], in[1], in[2], out[0]);
  }

  @Override
  public void save(Saver saver) {
    ArraySpec bias = saver.spec(2);
    saver.value("bias_sym_sizes_opt", bias == null ? Dims.of(0) : bias.shape());
    saver.value("dilation", dilation);
    saver.value("groups", (long) groups);
    saver.input("input", 0);
    saver.value("output_padding", outputPadding);
    saver.value("padding", padding);
    saver.value("stride", stride);
    saver.value("transposed", transposed);
    saver.input("weight", 1);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    Dims inputShape = saved.spec(0).shape();
    Dims weightShape = saved.spec(1).shape();
    return switch (input) {
      case 0 ->
          Operations.apply(
              new ConvolutionInputGradient(geometry(), inputShape), g, saved.tensor("weight"));
      case 1 ->
          Operations.apply(
              new ConvolutionWeightGradient(geometry(), weightShape), g, saved.tensor("input"));
      default -> g.sum(allButChannels(g.dim()), false);
    };
  }

  private static Dims allButChannels(int rank) {
    long[] dims = new long[rank - 1];
    for (int i = 1; i < dims.length; i++) dims[i] = i + 1L;
    return Dims.of(dims);
  }

  /// The derivative of a derivative with respect to its gradient is the convolution itself.
  static Convolution of(ConvolutionGeometry g) {
    Dims none = Dims.filled(g.stride().rank(), 0);
    return new Convolution(g.stride(), g.padding(), g.dilation(), false, none, g.groups());
  }
}
