package dev.gradfn.onednn;

import dev.gradfn.core.BatchNormLayer;
import dev.gradfn.core.BinaryFunction;
import dev.gradfn.core.ChannelFunction;
import dev.gradfn.core.ConvolutionGeometry;
import dev.gradfn.core.Kernels;
import dev.gradfn.core.NdArray;
import dev.gradfn.core.PoolGeometry;
import dev.gradfn.core.SoftmaxKind;
import dev.gradfn.core.Taps;
import dev.gradfn.core.UnaryFunction;

/// Kernels by oneDNN, for float32 on CPUs.
///
/// Convolutions, large products, softmax and layer normalisation are taken wherever their arrays
/// are, and leave their results in native memory, images channels last. What follows them is taken
/// if its arrays are there already: by oneDNN where it computes what PyTorch computes, else by our
/// own loops. So a network stays in that layout until something else is asked for. The rest is
/// declined.
final class OneDnnKernels implements Kernels {
  private final Convolutions convolutions = new Convolutions();
  private final Elementwise elementwise = new Elementwise();
  private final Concatenation concatenation = new Concatenation();
  private final Resampling resampling = new Resampling();
  private final Products products = new Products();
  private final BatchNormalization normalization = new BatchNormalization(products);
  private final LayerNormalization layerNormalization = new LayerNormalization();
  private final Softmax softmax = new Softmax();
  private final MaxPooling pooling = new MaxPooling(products);

  @Override
  public String name() {
    return "onednn";
  }

  @Override
  public boolean map(UnaryFunction f, NdArray x, NdArray out) {
    return elementwise.map(f, x, out);
  }

  @Override
  public boolean zip(BinaryFunction f, NdArray x, NdArray y, NdArray out) {
    return elementwise.zip(f, x, y, out);
  }

  @Override
  public boolean sum(NdArray x, double divisor, NdArray out) {
    return products.sumToChannels(x, divisor, out) || Sums.sum(x, divisor, out);
  }

  @Override
  public boolean weighedSum(Taps taps, int dim, NdArray x, NdArray out) {
    return Sums.weighedSum(taps, dim, x, out);
  }

  @Override
  public boolean copy(NdArray from, NdArray to) {
    return Copies.copy(from, to);
  }

  @Override
  public boolean concat(NdArray[] inputs, int dim, NdArray out) {
    return concatenation.concat(inputs, dim, out);
  }

  @Override
  public boolean matmul(NdArray x, NdArray y, NdArray out) {
    return products.multiply(x, y, out);
  }

  @Override
  public boolean convolution(
      ConvolutionGeometry g, NdArray input, NdArray weight, NdArray bias, NdArray out) {
    return convolutions.forward(g, input, weight, bias, out);
  }

  @Override
  public boolean convolutionThen(
      ConvolutionGeometry g, NdArray input, NdArray weight, ChannelFunction after, NdArray out) {
    return convolutions.forwardThen(g, input, weight, after, out);
  }

  @Override
  public boolean convolutionInputGradient(
      ConvolutionGeometry g, NdArray gradOutput, NdArray weight, NdArray gradInput) {
    return convolutions.inputGradient(g, gradOutput, weight, gradInput);
  }

  @Override
  public boolean convolutionWeightGradient(
      ConvolutionGeometry g, NdArray gradOutput, NdArray input, NdArray gradWeight) {
    return convolutions.weightGradient(g, gradOutput, input, gradWeight);
  }

  @Override
  public boolean batchNorm(BatchNormLayer layer, NdArray out) {
    return normalization.forward(layer, out);
  }

  @Override
  public boolean batchNormGradient(
      BatchNormLayer layer,
      NdArray gradOutput,
      NdArray gradInput,
      NdArray gradWeight,
      NdArray gradBias) {
    return normalization.backward(layer, gradOutput, gradInput, gradWeight, gradBias);
  }

  @Override
  public boolean softmax(SoftmaxKind kind, int dim, NdArray x, NdArray out) {
    return kind != SoftmaxKind.LOG && softmax.run(dim, x, out);
  }

  @Override
  public boolean layerNorm(
      double eps,
      NdArray x,
      NdArray weight,
      NdArray bias,
      NdArray mean,
      NdArray rstd,
      NdArray out) {
    return layerNormalization.forward(eps, x, weight, bias, mean, rstd, out);
  }

  @Override
  public boolean maxPool2d(PoolGeometry g, NdArray input, NdArray out, NdArray indices) {
    return pooling.forward(g, input, out, indices);
  }

  @Override
  public boolean maxPool2dGradient(NdArray gradOutput, NdArray indices, NdArray gradInput) {
    return pooling.backward(gradOutput, indices, gradInput);
  }

  @Override
  public boolean upsampleNearest(NdArray input, double[] scales, NdArray out) {
    return resampling.upsample(input, scales, out);
  }

  @Override
  public boolean upsampleNearestGradient(NdArray gradOutput, double[] scales, NdArray gradInput) {
    return resampling.gradient(gradOutput, scales, gradInput);
  }
}
