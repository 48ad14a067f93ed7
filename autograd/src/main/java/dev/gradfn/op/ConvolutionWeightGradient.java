package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.ConvolutionGeometry;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// The gradient of a convolution's weight, from the output's gradient, the input, and the weight,
/// whose values do not matter.
public record ConvolutionWeightGradient(ConvolutionGeometry geometry, Dims weightShape)
    implements Convolutional {

  @Override
  public String nodeName() {
    return "ConvolutionBackwardBackward0";
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    return Result.of(new ArraySpec(inputs[0].dtype(), Geometry.contiguous(weightShape)));
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    kernels.convolutionWeightGradient(geometry, in[0], in[1], out[0]);
  }

  @Override
  public void save(Saver saver) {
    saver.inputIf(saver.needs(1), "grad_output", 0);
    saver.inputIf(saver.needs(0), "input", 1);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    Dims inputShape = saved.spec(1).shape();
    // Of an empty batch, gradients are constants.
    if (input == 2 || inputShape.product() == 0) return null;
    if (input == 0) {
      Tensor gradient = Operations.apply(Convolution.of(geometry), saved.tensor("input"), g, null);
      return Convolution.cropped(gradient, saved.spec(0).shape());
    }
    return Operations.apply(
        new ConvolutionInputGradient(geometry, inputShape), saved.tensor("grad_output"), null, g);
  }
}
