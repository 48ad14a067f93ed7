package dev.gradfn.nd4j;

import dev.gradfn.core.ConvolutionGeometry;
import dev.gradfn.core.DType;
import dev.gradfn.core.NdArray;

/// A way to compute two-dimensional convolutions with ND4J.
///
/// Callers ask [#takes] first; the computing methods then write everything.
interface Convolutions {
  /// @param input the convolution's input or the gradient of it
  /// @param output the convolution's output or the gradient of it
  boolean takes(ConvolutionGeometry g, NdArray input, NdArray weight, NdArray output);

  /// Whether a call that [#takes] accepts is also faster than the Java loops.
  default boolean isWorthwhile(ConvolutionGeometry g, NdArray weight) {
    return true;
  }

  void forward(ConvolutionGeometry g, NdArray input, NdArray weight, NdArray out);

  void inputGradient(ConvolutionGeometry g, NdArray gradOutput, NdArray weight, NdArray gradInput);

  void weightGradient(ConvolutionGeometry g, NdArray gradOutput, NdArray input, NdArray gradWeight);

  /// What both ways ask for: dense float32 in two dimensions, and enough to do.
  static boolean isDense2d(NdArray input, NdArray weight, NdArray output) {
    if (input.rank() != 4 || weight.rank() != 4) return false;
    for (NdArray array : new NdArray[] {input, weight, output}) {
      if (array.dtype() != DType.FLOAT32 || !array.isContiguous() || array.numel() == 0) {
        return false;
      }
    }
    double perOutput = (double) weight.numel() / weight.shape().get(0);
    return perOutput * output.numel() >= MatrixProduct.MIN_WORK;
  }
}
