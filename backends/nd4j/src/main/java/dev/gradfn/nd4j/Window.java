package dev.gradfn.nd4j;

import dev.gradfn.core.ConvolutionGeometry;
import dev.gradfn.core.NdArray;

/// The numbers of one two-dimensional convolution, and where its kernel meets the input.
record Window(
    int channels,
    int height,
    int width,
    int kernelHeight,
    int kernelWidth,
    int outHeight,
    int outWidth,
    int strideY,
    int strideX,
    int padY,
    int padX,
    int dilationY,
    int dilationX) {

  /// @param input the whole input, all groups
  /// @param weight `[oc, c / groups, kh, kw]`
  static Window of(ConvolutionGeometry g, NdArray input, NdArray weight, NdArray output) {
    return new Window(
        weight.shape().at(1),
        input.shape().at(2),
        input.shape().at(3),
        weight.shape().at(2),
        weight.shape().at(3),
        output.shape().at(2),
        output.shape().at(3),
        g.stride().at(0),
        g.stride().at(1),
        g.padding().at(0),
        g.padding().at(1),
        g.dilation().at(0),
        g.dilation().at(1));
  }

  /// Rows of the unfolded matrix: what one output element sees.
  int depth() {
    return channels * kernelHeight * kernelWidth;
  }

  /// Whether the unfolded matrix is the input itself.
  boolean isPointwise() {
    boolean point = kernelHeight == 1 && kernelWidth == 1 && padY == 0 && padX == 0;
    return point && strideY == 1 && strideX == 1;
  }

  int inputRow(int outRow, int ky) {
    return outRow * strideY - padY + ky * dilationY;
  }

  /// The input column of output column 0.
  int firstColumn(int kx) {
    return kx * dilationX - padX;
  }

  /// The first output column whose input column is inside.
  int from(int kx) {
    return Math.clamp(Math.ceilDiv(-firstColumn(kx), strideX), 0, outWidth);
  }

  /// One past the last output column whose input column is inside.
  int to(int kx) {
    return Math.clamp(Math.ceilDiv(width - firstColumn(kx), strideX), from(kx), outWidth);
  }
}
