package dev.gradfn.core;

import java.lang.ref.Reference;
import java.util.List;
import java.util.function.Predicate;

/// Kernel sets in order of preference: each call goes to the first that takes it.
///
/// All kernels are called through this class, because here the arrays are kept reachable until the
/// kernel has returned: the JIT may drop the last reference to a storage inside a kernel, and its
/// native memory would go to somebody else under the running loop.
///
/// The methods are those of [Kernels], which describes them.
public final class KernelChain {
  private final List<Kernels> sets;

  public KernelChain(List<Kernels> sets) {
    this.sets = List.copyOf(sets);
  }

  public List<Kernels> sets() {
    return sets;
  }

  private void run(Predicate<Kernels> call, NdArray... arrays) {
    if (isTaken(call, arrays)) return;
    throw new UnsupportedOperationException(
        "kernels: none of " + names() + " takes this call; add \"java\" as the last backend");
  }

  private boolean isTaken(Predicate<Kernels> call, NdArray... arrays) {
    try {
      for (Kernels set : sets) {
        if (call.test(set)) return true;
      }
      return false;
    } finally {
      Reference.reachabilityFence(arrays);
    }
  }

  private List<String> names() {
    return sets.stream().map(Kernels::name).toList();
  }

  public void map(UnaryFunction f, NdArray x, NdArray out) {
    run(k -> k.map(f, x, out), x, out);
  }

  public void zip(BinaryFunction f, NdArray x, NdArray y, NdArray out) {
    run(k -> k.zip(f, x, y, out), x, y, out);
  }

  public void sum(NdArray x, double divisor, NdArray out) {
    run(k -> k.sum(x, divisor, out), x, out);
  }

  public void copy(NdArray from, NdArray to) {
    run(k -> k.copy(from, to), from, to);
  }

  public void take(NdArray x, NdArray positions, NdArray out) {
    run(k -> k.take(x, positions, out), x, positions, out);
  }

  public void put(NdArray values, NdArray positions, boolean accumulate, NdArray out) {
    run(k -> k.put(values, positions, accumulate, out), values, positions, out);
  }

  public void fill(double value, NdArray out) {
    run(k -> k.fill(value, out), out);
  }

  public void matmul(NdArray x, NdArray y, NdArray out) {
    run(k -> k.matmul(x, y, out), x, y, out);
  }

  public void pick(LinePick pick, NdArray x, NdArray values, NdArray indices) {
    run(k -> k.pick(pick, x, values, indices), x, values, indices);
  }

  public void fold(BinaryFunction f, double start, boolean backwards, NdArray x, NdArray out) {
    run(k -> k.fold(f, start, backwards, x, out), x, out);
  }

  public void convolution(
      ConvolutionGeometry g, NdArray input, NdArray weight, NdArray bias, NdArray out) {
    run(k -> k.convolution(g, input, weight, bias, out), input, weight, bias, out);
  }

  /// Asks the first set alone: one behind it would take a convolution that the first does better.
  ///
  /// @return false if that does not do this in one go
  public boolean convolutionThen(
      ConvolutionGeometry g, NdArray input, NdArray weight, ChannelFunction after, NdArray out) {
    try {
      return sets.getFirst().convolutionThen(g, input, weight, after, out);
    } finally {
      Reference.reachabilityFence(new Object[] {input, weight, after, out});
    }
  }

  public void convolutionInputGradient(
      ConvolutionGeometry g, NdArray gradOutput, NdArray weight, NdArray gradInput) {
    run(
        k -> k.convolutionInputGradient(g, gradOutput, weight, gradInput),
        gradOutput,
        weight,
        gradInput);
  }

  public void convolutionWeightGradient(
      ConvolutionGeometry g, NdArray gradOutput, NdArray input, NdArray gradWeight) {
    run(
        k -> k.convolutionWeightGradient(g, gradOutput, input, gradWeight),
        gradOutput,
        input,
        gradWeight);
  }

  public void maxPool2d(PoolGeometry g, NdArray input, NdArray out, NdArray indices) {
    run(k -> k.maxPool2d(g, input, out, indices), input, out, indices);
  }

  public void maxPool2dGradient(NdArray gradOutput, NdArray indices, NdArray gradInput) {
    run(k -> k.maxPool2dGradient(gradOutput, indices, gradInput), gradOutput, indices, gradInput);
  }

  public void channelStatistics(NdArray x, NdArray mean, NdArray variance) {
    run(k -> k.channelStatistics(x, mean, variance), x, mean, variance);
  }

  public void channelAffine(NdArray x, NdArray scale, NdArray shift, NdArray out) {
    run(k -> k.channelAffine(x, scale, shift, out), x, scale, shift, out);
  }

  public void channelGradientSums(
      NdArray gradOutput, NdArray x, NdArray mean, NdArray gradSum, NdArray gradDot) {
    run(
        k -> k.channelGradientSums(gradOutput, x, mean, gradSum, gradDot),
        gradOutput,
        x,
        mean,
        gradSum,
        gradDot);
  }

  public void channelCombine(
      NdArray gradOutput, NdArray x, NdArray a, NdArray b, NdArray c, NdArray out) {
    run(k -> k.channelCombine(gradOutput, x, a, b, c, out), gradOutput, x, a, b, c, out);
  }

  /// @return false if no set does this in one go
  public boolean concat(NdArray[] inputs, int dim, NdArray out) {
    try {
      return isTaken(k -> k.concat(inputs, dim, out), out);
    } finally {
      Reference.reachabilityFence(inputs);
    }
  }

  /// @return false if no set does this in one go
  public boolean batchNorm(BatchNormLayer layer, NdArray out) {
    try {
      return isTaken(k -> k.batchNorm(layer, out), out);
    } finally {
      Reference.reachabilityFence(layer);
    }
  }

  /// @return false if no set does this in one go
  public boolean batchNormGradient(
      BatchNormLayer layer,
      NdArray gradOutput,
      NdArray gradInput,
      NdArray gradWeight,
      NdArray gradBias) {
    try {
      return isTaken(
          k -> k.batchNormGradient(layer, gradOutput, gradInput, gradWeight, gradBias),
          gradOutput,
          gradInput,
          gradWeight,
          gradBias);
    } finally {
      Reference.reachabilityFence(layer);
    }
  }

  /// @return false if no set does this in one go
  public boolean layerNorm(
      double eps,
      NdArray x,
      NdArray weight,
      NdArray bias,
      NdArray mean,
      NdArray rstd,
      NdArray out) {
    return isTaken(
        k -> k.layerNorm(eps, x, weight, bias, mean, rstd, out), x, weight, bias, mean, rstd, out);
  }

  public void upsampleNearest(NdArray input, double[] scales, NdArray out) {
    run(k -> k.upsampleNearest(input, scales, out), input, out);
  }

  public void upsampleNearestGradient(NdArray gradOutput, double[] scales, NdArray gradInput) {
    run(k -> k.upsampleNearestGradient(gradOutput, scales, gradInput), gradOutput, gradInput);
  }

  public void weighedSum(Taps taps, int dim, NdArray x, NdArray out) {
    run(k -> k.weighedSum(taps, dim, x, out), x, out);
  }

  public void maxPoolWindows(PoolWindows[] windows, NdArray input, NdArray out, NdArray indices) {
    run(k -> k.maxPoolWindows(windows, input, out, indices), input, out, indices);
  }

  public void softmax(SoftmaxKind kind, int dim, NdArray x, NdArray out) {
    run(k -> k.softmax(kind, dim, x, out), x, out);
  }
}
