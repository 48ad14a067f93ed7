package dev.gradfn.core;

/// The numbers of one convolution, brought to three spatial dimensions: missing ones, in front,
/// have size 1.
record ConvolutionShape(
    int images,
    int channels,
    int outChannels,
    int groups,
    int[] in,
    int[] out,
    int[] kernel,
    int[] stride,
    int[] padding,
    int[] dilation) {

  static ConvolutionShape of(ConvolutionGeometry g, Dims input, Dims weight, Dims output) {
    ConvolutionShape shape =
        new ConvolutionShape(
            input.at(0),
            input.at(1),
            output.at(1),
            g.groups(),
            three(input.slice(2, input.rank()), 1),
            three(output.slice(2, output.rank()), 1),
            three(weight.slice(2, weight.rank()), 1),
            three(g.stride(), 1),
            three(g.padding(), 0),
            three(g.dilation(), 1));
    return shape.isPointwise() ? shape.flattened() : shape;
  }

  private static int[] three(Dims dims, int missing) {
    int[] result = {missing, missing, missing};
    for (int i = 0; i < dims.rank(); i++) result[3 - dims.rank() + i] = dims.at(i);
    return result;
  }

  private boolean isPointwise() {
    for (int d = 0; d < 3; d++) {
      if (kernel[d] != 1 || stride[d] != 1 || padding[d] != 0) return false;
    }
    return true;
  }

  /// A pointwise convolution does not care how positions are arranged: a single line is fastest.
  private ConvolutionShape flattened() {
    int[] line = {1, 1, inPositions()};
    return new ConvolutionShape(
        images, channels, outChannels, groups, line, line, kernel, stride, padding, dilation);
  }

  /// The convolution that takes the gradient of this one's output to that of its input, with
  /// kernels flipped and transposed. Only for stride 1.
  ConvolutionShape reversed() {
    int[] reversedPadding = new int[3];
    for (int d = 0; d < 3; d++) reversedPadding[d] = dilation[d] * (kernel[d] - 1) - padding[d];
    return new ConvolutionShape(
        images, outChannels, channels, groups, out, in, kernel, stride, reversedPadding, dilation);
  }

  boolean hasUnitStride() {
    return stride[0] == 1 && stride[1] == 1 && stride[2] == 1;
  }

  int inPositions() {
    return in[0] * in[1] * in[2];
  }

  int outPositions() {
    return out[0] * out[1] * out[2];
  }

  /// Positions of the kernel.
  int taps() {
    return kernel[0] * kernel[1] * kernel[2];
  }

  int groupChannels() {
    return channels / groups;
  }

  int groupOutChannels() {
    return outChannels / groups;
  }

  /// Factors per output element.
  int depth() {
    return groupChannels() * taps();
  }

  /// Multiplications of the whole convolution.
  long work() {
    return (long) images * outChannels * outPositions() * depth();
  }
}
