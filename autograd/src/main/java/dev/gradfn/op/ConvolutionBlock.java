package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.ChannelFunction;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// A convolution, a batch norm by given statistics and a pointwise function, computed in one pass
/// over memory: for where the three would not be recorded and nobody looks in between.
///
/// Values differ from those of the three by rounding.
///
/// @param activation null: none
public record ConvolutionBlock(Convolution convolution, NativeBatchNorm norm, Unary activation) {

  /// @param inputs of the convolution (three), then weight, bias, mean and variance of the norm;
  ///   biases and the norm's weight may be null. All float32, on one device with memory
  /// @return `null` if the kernels in use do not do this in one go
  public Tensor apply(Tensor... inputs) {
    ArraySpec[] three = Operations.specs(inputs[0], inputs[1], inputs[2]);
    ArraySpec out = convolution.infer(three)[0].spec();
    ArraySpec[] normed = Operations.specs(null, inputs[3], inputs[4], inputs[5], inputs[6]);
    normed[0] = out;
    ArraySpec result = norm.infer(normed)[0].spec();
    return Operations.unrecorded(result, inputs, this::run);
  }

  private boolean run(KernelChain kernels, NdArray[] in, NdArray out) {
    ChannelFunction after = after(kernels, in, out.shape().at(1));
    return kernels.convolutionThen(convolution.geometry(), in[0], in[1], after, out);
  }

  /// A bias of the convolution is a smaller mean of the norm.
  private ChannelFunction after(KernelChain kernels, NdArray[] in, int channels) {
    double[] bias = ChannelVector.readOrFill(kernels, in[2], channels, 0);
    double[] mean = ChannelVector.read(kernels, in[5]);
    for (int c = 0; c < channels; c++) mean[c] -= bias[c];
    double[] invstd = NativeBatchNorm.invstd(ChannelVector.read(kernels, in[6]), norm.eps());
    ChannelFunction affine =
        NativeBatchNorm.affine(kernels, in[0].dtype(), in[3], in[4], mean, invstd);
    return activation == null ? affine : affine.then(activation.function());
  }
}
