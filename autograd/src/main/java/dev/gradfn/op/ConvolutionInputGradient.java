package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.ConvolutionGeometry;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// The gradient of a convolution's input, from the output's gradient, the input, whose values do
/// not matter, and the weight.
public record ConvolutionInputGradient(ConvolutionGeometry geometry, Dims inputShape)
    implements Convolutional {

  @Override
  public String nodeName() {
    return "ConvolutionBackwardBackward0";
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    return Result.of(new ArraySpec(inputs[0].dtype(), Geometry.contiguous(inputShape)));
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    kernels.convolutionInputGradient(geometry, in[0], in[2], out[0]);
  }

  @Override
  public void save(Saver saver) {
    saver.inputIf(saver.needs(2), "grad_output", 0);
    saver.inputIf(saver.needs(0), "weight", 2);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    // Of an empty batch, gradients are constants.
    if (input == 1 || inputShape.product() == 0) return null;
    if (input == 0) {
      return Operations.apply(Convolution.of(geometry), g, saved.tensor("weight"), null);
    }
    Dims weightShape = saved.spec(2).shape();
    return Operations.apply(
        new ConvolutionWeightGradient(geometry, weightShape), saved.tensor("grad_output"), g, null);
  }
}
