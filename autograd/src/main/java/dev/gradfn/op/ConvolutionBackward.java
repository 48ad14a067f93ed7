package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.ConvolutionGeometry;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// The gradients of a convolution's input, weight and bias, from the output's gradient, the input
/// and the weight, as one node: aten's `convolution_backward`. For where it is recorded; else the
/// gradients are computed one by one.
///
/// Results that are not wanted are empty.
public record ConvolutionBackward(
    ConvolutionGeometry geometry, boolean ofInput, boolean ofWeight, boolean ofBias)
    implements Convolutional {
  private static final Dims NOTHING = Dims.of(0);

  @Override
  public String nodeName() {
    return "ConvolutionBackwardBackward0";
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    Dims weight = inputs[2].shape();
    return new Result[] {
      result(inputs, ofInput ? inputs[1].shape() : NOTHING),
      result(inputs, ofWeight ? weight : NOTHING),
      result(inputs, ofBias ? weight.slice(0, 1) : NOTHING)
    };
  }

  private static Result result(ArraySpec[] inputs, Dims shape) {
    return Result.fresh(new ArraySpec(inputs[0].dtype(), Geometry.contiguous(shape)));
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    if (ofInput) kernels.convolutionInputGradient(geometry, in[0], in[2], out[0]);
    if (ofWeight) kernels.convolutionWeightGradient(geometry, in[0], in[1], out[1]);
    if (ofBias) kernels.sum(in[0], 1, perChannel(out[2], in[0].rank()));
  }

  private static NdArray perChannel(NdArray vector, int rank) {
    Dims shape = Dims.filled(rank, 1).with(1, vector.numel());
    return vector.view(Geometry.contiguous(shape));
  }

  @Override
  public void save(Saver saver) {
    saver.inputIf(saver.needs(1) || saver.needs(2), "grad_output", 0);
    saver.inputIf(ofWeight && saver.needs(0), "input", 1);
    saver.inputIf(ofInput && saver.needs(0), "weight", 2);
  }

  @Override
  public Tensor[] gradients(Tensor[] g, Saved saved) {
    Tensor[] gradients = new Tensor[3];
    Dims inputShape = saved.spec(1).shape();
    // Of an empty batch, gradients are constants.
    if (inputShape.product() == 0) return gradients;
    if (saved.needs(0)) gradients[0] = ofGradOutput(g, saved);
    if (saved.needs(1) && ofWeight && g[1] != null) {
      var row = new ConvolutionInputGradient(geometry, inputShape);
      gradients[1] = Operations.apply(row, saved.tensor("grad_output"), null, g[1]);
    }
    if (saved.needs(2) && ofInput && g[0] != null) {
      var row = new ConvolutionWeightGradient(geometry, saved.spec(2).shape());
      gradients[2] = Operations.apply(row, saved.tensor("grad_output"), g[0], null);
    }
    return gradients;
  }

  /// The results are linear in it: by the input the convolution of what changes there, by the
  /// weight that of the input with what changes there, by the bias that itself.
  private Tensor ofGradOutput(Tensor[] g, Saved saved) {
    Dims shape = saved.spec(0).shape();
    Convolution convolution = Convolution.of(geometry);
    Tensor sum = null;
    if (ofInput && g[0] != null) {
      sum = Operations.apply(convolution, g[0], saved.tensor("weight"), null);
    }
    if (ofWeight && g[1] != null) {
      Tensor part = Operations.apply(convolution, saved.tensor("input"), g[1], null);
      part = Convolution.cropped(part, shape);
      sum = sum == null ? part : sum.add(part);
    }
    if (ofBias && g[2] != null) {
      Dims channels = Dims.filled(shape.rank(), 1).with(1, shape.get(1));
      Tensor part = g[2].reshape(channels.toArray()).expand(shape);
      sum = sum == null ? part : sum.add(part);
    }
    return sum;
  }
}
