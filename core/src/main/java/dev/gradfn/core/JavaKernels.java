package dev.gradfn.core;

/// The kernels in plain Java: complete, for every type and any strides. The last of every
/// [KernelChain].
///
/// float32 and float64 have loops of their own; where others are computed in one of these, each
/// result is rounded once.
final class JavaKernels implements Kernels {
  @Override
  public String name() {
    return "java";
  }

  @Override
  public boolean map(UnaryFunction f, NdArray x, NdArray out) {
    if (out.numel() > 0 && !SmallArrays.map(f, x, out)) new UnaryKernel(f, x, out).run();
    return true;
  }

  @Override
  public boolean zip(BinaryFunction f, NdArray x, NdArray y, NdArray out) {
    if (out.numel() > 0 && !SmallArrays.zip(f, x, y, out)) new BinaryKernel(f, x, y, out).run();
    return true;
  }

  @Override
  public boolean sum(NdArray x, double divisor, NdArray out) {
    Reductions.sum(x, divisor, out);
    return true;
  }

  @Override
  public boolean copy(NdArray from, NdArray to) {
    StridedCopy.copy(from, to);
    return true;
  }

  @Override
  public boolean take(NdArray x, NdArray positions, NdArray out) {
    IndexLoops.take(x, positions, out);
    return true;
  }

  @Override
  public boolean put(NdArray values, NdArray positions, boolean accumulate, NdArray out) {
    IndexLoops.put(values, positions, accumulate, out);
    return true;
  }

  @Override
  public boolean fill(double value, NdArray out) {
    StridedCopy.fill(value, out);
    return true;
  }

  @Override
  public boolean matmul(NdArray x, NdArray y, NdArray out) {
    MatrixKernel.multiply(x, y, out);
    return true;
  }

  @Override
  public boolean pick(LinePick pick, NdArray x, NdArray values, NdArray indices) {
    LineLoops.pick(pick, x, values, indices);
    return true;
  }

  @Override
  public boolean fold(BinaryFunction f, double start, boolean backwards, NdArray x, NdArray out) {
    LineLoops.fold(f, start, backwards, x, out);
    return true;
  }

  @Override
  public boolean convolution(
      ConvolutionGeometry g, NdArray input, NdArray weight, NdArray bias, NdArray out) {
    JavaConvolution.forward(g, input, weight, bias, null, out);
    return true;
  }

  @Override
  public boolean convolutionThen(
      ConvolutionGeometry g, NdArray input, NdArray weight, ChannelFunction after, NdArray out) {
    JavaConvolution.forward(g, input, weight, null, after, out);
    return true;
  }

  @Override
  public boolean convolutionInputGradient(
      ConvolutionGeometry g, NdArray gradOutput, NdArray weight, NdArray gradInput) {
    JavaConvolutionInputGradient.run(g, gradOutput, weight, gradInput);
    return true;
  }

  @Override
  public boolean convolutionWeightGradient(
      ConvolutionGeometry g, NdArray gradOutput, NdArray input, NdArray gradWeight) {
    JavaConvolutionWeightGradient.run(g, gradOutput, input, gradWeight);
    return true;
  }

  @Override
  public boolean maxPool2d(PoolGeometry g, NdArray input, NdArray out, NdArray indices) {
    JavaPooling.forward(g, input, out, indices);
    return true;
  }

  @Override
  public boolean maxPool2dGradient(NdArray gradOutput, NdArray indices, NdArray gradInput) {
    JavaPooling.gradient(gradOutput, indices, gradInput);
    return true;
  }

  @Override
  public boolean channelStatistics(NdArray x, NdArray mean, NdArray variance) {
    ChannelLoops.statistics(x, mean, variance);
    return true;
  }

  @Override
  public boolean channelAffine(NdArray x, NdArray scale, NdArray shift, NdArray out) {
    ChannelLoops.affine(x, scale, shift, out);
    return true;
  }

  @Override
  public boolean channelGradientSums(
      NdArray gradOutput, NdArray x, NdArray mean, NdArray gradSum, NdArray gradDot) {
    ChannelLoops.gradientSums(gradOutput, x, mean, gradSum, gradDot);
    return true;
  }

  @Override
  public boolean channelCombine(
      NdArray gradOutput, NdArray x, NdArray a, NdArray b, NdArray c, NdArray out) {
    ChannelLoops.combine(gradOutput, x, a, b, c, out);
    return true;
  }

  @Override
  public boolean upsampleNearest(NdArray input, double[] scales, NdArray out) {
    Resampling.forward(input, scales, out);
    return true;
  }

  @Override
  public boolean upsampleNearestGradient(NdArray gradOutput, double[] scales, NdArray gradInput) {
    Resampling.gradient(gradOutput, scales, gradInput);
    return true;
  }

  @Override
  public boolean weighedSum(Taps taps, int dim, NdArray x, NdArray out) {
    TapLoops.run(taps, dim, x, out);
    return true;
  }

  @Override
  public boolean maxPoolWindows(
      PoolWindows[] windows, NdArray input, NdArray out, NdArray indices) {
    WindowPooling.forward(windows, input, out, indices);
    return true;
  }

  @Override
  public boolean softmax(SoftmaxKind kind, int dim, NdArray x, NdArray out) {
    SoftmaxLoops.run(kind, dim, x, out);
    return true;
  }
}
