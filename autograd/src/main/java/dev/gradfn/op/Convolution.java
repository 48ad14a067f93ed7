package dev.gradfn.op;

import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.FormulaNode;
import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.ConvolutionGeometry;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// Cross-correlation of `input` `[n, c, *]` with `weight` `[oc, c / groups, *]`, plus `bias` `[oc]`
/// (optional): aten's `convolution`.
///
/// Transposed, `weight` is `[c, oc / groups, *]`, and the operation is the gradient by the input of
/// the convolution that would take its result back: the same kernels, with the roles exchanged.
public record Convolution(
    Dims stride, Dims padding, Dims dilation, boolean transposed, Dims outputPadding, int groups)
    implements Convolutional {

  ConvolutionGeometry geometry() {
    // One number stands for all dimensions, as PyTorch passes and keeps it for padding='valid'.
    Dims each = padding.rank() == 1 ? Dims.filled(stride.rank(), padding.get(0)) : padding;
    return new ConvolutionGeometry(stride, each, dilation, groups);
  }

  @Override
  public String nodeName() {
    return "ConvolutionBackward0";
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    Dims shape = transposed ? transposedShape(inputs) : plainShape(inputs);
    Dims strides = strides(inputs, shape);
    return Result.of(new ArraySpec(inputs[0].dtype(), Geometry.of(shape, strides)));
  }

  /// Planes are channels-last where input or weight is. Of PyTorch's kernels for volumes, that for
  /// float64 knows no such order.
  private static Dims strides(ArraySpec[] inputs, Dims shape) {
    boolean volumes = shape.rank() == 5;
    if (volumes && inputs[0].dtype() == DType.FLOAT64) return shape.contiguousStrides();
    // A line is a plane of height 1.
    Geometry weight = inputs[1].geometry();
    if (weight.rank() == 3) weight = weight.unsqueeze(2);
    boolean byWeight = !volumes && MemoryFormat.isChannelsLast(weight);
    return byWeight
        ? MemoryFormat.channelsLast(shape)
        : MemoryFormat.like(inputs[0].geometry(), shape);
  }

  private Dims plainShape(ArraySpec[] inputs) {
    Convolutional.check(geometry(), inputs[0], inputs[1], inputs[2]);
    return geometry().output(inputs[0].shape(), inputs[1].shape());
  }

  private Dims transposedShape(ArraySpec[] inputs) {
    Dims in = inputs[0].shape();
    Dims w = inputs[1].shape();
    Convolutional.checkTransposed(this, in, w);
    Convolutional.requireBias(inputs[2], w, w.get(1) * groups);
    // The bias is added behind the kernel, whatever its type.
    Convolutional.requireSameType(inputs[0], inputs[1], null);
    Dims shape = in.with(1, w.get(1) * groups);
    for (int i = 0; i < stride.rank(); i++) {
      long reach = dilation.get(i) * (w.get(i + 2) - 1) + 1;
      long steps = (in.get(i + 2) - 1) * stride.get(i);
      shape = shape.with(i + 2, steps - 2 * padding.get(i) + reach + outputPadding.get(i));
    }
    Convolutional.requireOutput(in, shape);
    return shape;
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    if (!transposed) {
      kernels.convolution(geometry(), in[0], in[1], in[2], out[0]);
      return;
    }
    kernels.convolutionInputGradient(geometry(), in[0], in[1], out[0]);
    if (in[2] == null) return;
    NdArray bias = Pointwise.converted(kernels, in[2], out[0].dtype());
    kernels.zip(Add.function(), out[0], perChannel(bias, out[0]), out[0]);
  }

  private static NdArray perChannel(NdArray vector, NdArray like) {
    Dims none = Dims.filled(like.rank(), 0);
    long stride = vector.geometry().strides().get(0);
    return vector.view(new Geometry(like.shape(), none.with(1, stride), vector.offset()));
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
  public Tensor[] gradients(Tensor[] g, Saved saved) {
    if (!Autograd.isGradEnabled() || g[0] == null) return Convolutional.super.gradients(g, saved);
    boolean[] wanted = {saved.needs(0), saved.needs(1), saved.needs(2)};
    if (transposed) return recordedTransposed(g[0], saved, wanted);
    var row = new ConvolutionBackward(geometry(), wanted[0], wanted[1], wanted[2]);
    Tensor[] all = Operations.applyAll(row, g[0], saved.tensor("input"), saved.tensor("weight"));
    for (int i = 0; i < 3; i++) if (!wanted[i]) all[i] = null;
    return all;
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    if (transposed && input == 0) {
      return transposedByInput(g, saved.tensor("input"), saved.tensor("weight"));
    }
    if (transposed && input == 1) {
      return transposedByWeight(g, saved.tensor("input"), saved.tensor("weight"));
    }
    Dims inputShape = saved.spec(0).shape();
    Dims weightShape = saved.spec(1).shape();
    return switch (input) {
      case 0 ->
          Operations.apply(
              new ConvolutionInputGradient(geometry(), inputShape),
              g,
              saved.tensor("input"),
              saved.tensor("weight"));
      case 1 ->
          Operations.apply(
              new ConvolutionWeightGradient(geometry(), weightShape),
              g,
              saved.tensor("input"),
              saved.tensor("weight"));
      default -> g.sum(ChannelVector.otherDims(g.dim()), false);
    };
  }

  private Tensor[] recordedTransposed(Tensor g, Saved saved, boolean[] wanted) {
    return FormulaNode.run(
        "ConvolutionBackwardBackward0",
        in -> {
          Tensor[] all = new Tensor[3];
          if (wanted[0]) all[0] = transposedByInput(in[0], in[1], in[2]);
          if (wanted[1]) all[1] = transposedByWeight(in[0], in[1], in[2]);
          if (wanted[2]) all[2] = in[0].sum(ChannelVector.otherDims(in[0].dim()), false);
          return all;
        },
        g,
        saved.tensor("input"),
        saved.tensor("weight"));
  }

  private Tensor transposedByInput(Tensor g, Tensor input, Tensor weight) {
    return cropped(Operations.apply(of(geometry()), g, weight, null), input.shape());
  }

  private Tensor transposedByWeight(Tensor g, Tensor input, Tensor weight) {
    var row = new ConvolutionWeightGradient(geometry(), weight.shape());
    return Operations.apply(row, input, g, null);
  }

  /// Output padding as large as the stride gives the convolution back more places than there were.
  static Tensor cropped(Tensor gradient, Dims shape) {
    for (int d = 2; d < shape.rank(); d++) {
      if (gradient.shape().get(d) > shape.get(d)) gradient = gradient.narrow(d, 0, shape.get(d));
    }
    return gradient;
  }

  /// The derivative of a derivative with respect to its gradient is the convolution itself.
  static Convolution of(ConvolutionGeometry g) {
    Dims none = Dims.filled(g.stride().rank(), 0);
    return new Convolution(g.stride(), g.padding(), g.dilation(), false, none, g.groups());
  }
}
