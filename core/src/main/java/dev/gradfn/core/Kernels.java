package dev.gradfn.core;

/// The loops behind all operations: few shapes of loops, each writing into arrays that exist.
///
/// A kernel set may decline any call by returning false before it has written anything; the next
/// set of the [KernelChain] is asked then. `JavaKernels`, the last, takes everything that is valid.
/// Shapes and types have been checked by the operation's `infer`; a kernel set checks what it
/// cannot do, not what the user did wrong. Arrays may have any strides; outputs never overlap
/// inputs, except that an output may be the very same array as an input of the same geometry
/// (in-place operations).
public interface Kernels {
  /// Elements per block of a [UnaryFunction.FloatBlock].
  int BLOCK = 1024;

  /// The name that selects this set: `java`, `nd4j`, `onednn`.
  String name();

  /// `out = f(x)`, same shape and type.
  default boolean map(UnaryFunction f, NdArray x, NdArray out) {
    return false;
  }

  /// `out = f(x, y)`; `x` and `y` have the type of `out`, and are broadcast to its shape.
  default boolean zip(BinaryFunction f, NdArray x, NdArray y, NdArray out) {
    return false;
  }

  /// Sum over the dimensions in which `out` has size 1 and `x` has not; same rank and type. Divided
  /// by `divisor` (1 for a plain sum).
  default boolean sum(NdArray x, double divisor, NdArray out) {
    return false;
  }

  /// `to = from`, `from` broadcast to the shape of `to`, converted if the types differ.
  default boolean copy(NdArray from, NdArray to) {
    return false;
  }

  /// `out[i] = x[positions[i]]`, elements counted in row-major order; a negative position stands
  /// for 0. `positions` is int64 and has the shape of `out`, `x` its type.
  default boolean take(NdArray x, NdArray positions, NdArray out) {
    return false;
  }

  /// `out[positions[i]] = values[i]`, or with `accumulate` `+=`; negative positions are left out,
  /// of equal ones the last wins. `values` has the shape of `positions`.
  default boolean put(NdArray values, NdArray positions, boolean accumulate, NdArray out) {
    return false;
  }

  /// Every element of `out` becomes `value`.
  default boolean fill(double value, NdArray out) {
    return false;
  }

  /// The inputs one after the other along `dim`; all of one type. Otherwise they are copied one by
  /// one.
  default boolean concat(NdArray[] inputs, int dim, NdArray out) {
    return false;
  }

  /// Matrix product of rank 2, `[i, k]` and `[k, j]`, or batched of rank 3, `[b, i, k]` and `[b, k,
  /// j]`.
  default boolean matmul(NdArray x, NdArray y, NdArray out) {
    return false;
  }

  /// Elements of each line (last dimension) of `x`, picked by their order; `values` and `indices`
  /// (int64) have lines of the number wanted, and one of them may be null.
  default boolean pick(LinePick pick, NdArray x, NdArray values, NdArray indices) {
    return false;
  }

  /// Folds each line of `x`, from `start` on, in the type of `x`. All intermediate results if the
  /// lines of `out` are as long as those of `x`, else the last; `backwards`: from the end on.
  default boolean fold(BinaryFunction f, double start, boolean backwards, NdArray x, NdArray out) {
    return false;
  }

  /// Cross-correlation plus `bias` (`[oc]`, or null): see [ConvolutionGeometry].
  default boolean convolution(
      ConvolutionGeometry g, NdArray input, NdArray weight, NdArray bias, NdArray out) {
    return false;
  }

  /// [#convolution] without bias, and `after` on its results.
  default boolean convolutionThen(
      ConvolutionGeometry g, NdArray input, NdArray weight, ChannelFunction after, NdArray out) {
    return false;
  }

  /// Gradient of a convolution's input, which is also the transposed convolution.
  default boolean convolutionInputGradient(
      ConvolutionGeometry g, NdArray gradOutput, NdArray weight, NdArray gradInput) {
    return false;
  }

  /// Gradient of a convolution's weight, summed over the batch.
  default boolean convolutionWeightGradient(
      ConvolutionGeometry g, NdArray gradOutput, NdArray input, NdArray gradWeight) {
    return false;
  }

  /// Largest element of each window, and where it is: `indices` (int64, shape of `out`) counts in
  /// the flattened plane of the input. A nan wins; of equal elements the first. Padding is
  /// −infinity.
  default boolean maxPool2d(PoolGeometry g, NdArray input, NdArray out, NdArray indices) {
    return false;
  }

  /// Adds each element of `gradOutput` to `gradInput` at its index; the rest becomes 0.
  default boolean maxPool2dGradient(NdArray gradOutput, NdArray indices, NdArray gradInput) {
    return false;
  }

  /// Mean and biased variance of every channel (dimension 1) of `x`; `mean` and `variance` are
  /// `[c]`.
  default boolean channelStatistics(NdArray x, NdArray mean, NdArray variance) {
    return false;
  }

  /// `out = x * scale + shift`, per channel (dimension 1); `scale` and `shift` are `[c]`.
  default boolean channelAffine(NdArray x, NdArray scale, NdArray shift, NdArray out) {
    return false;
  }

  /// Per channel: `gradSum = Σ g`, `gradDot = Σ g (x − mean)`, both `[c]`.
  default boolean channelGradientSums(
      NdArray gradOutput, NdArray x, NdArray mean, NdArray gradSum, NdArray gradDot) {
    return false;
  }

  /// Per channel: `out = g * a + x * b + c`; `a`, `b`, `c` are `[channels]`.
  default boolean channelCombine(
      NdArray gradOutput, NdArray x, NdArray a, NdArray b, NdArray c, NdArray out) {
    return false;
  }

  /// `out` of a layer in one go. In training, mean and variance of the batch are computed and
  /// written to the layer's. Otherwise it is done in steps.
  default boolean batchNorm(BatchNormLayer layer, NdArray out) {
    return false;
  }

  /// The gradients of [#batchNorm] in one go.
  default boolean batchNormGradient(
      BatchNormLayer layer,
      NdArray gradOutput,
      NdArray gradInput,
      NdArray gradWeight,
      NdArray gradBias) {
    return false;
  }

  /// Each row of `x` brought to mean 0 and variance 1, then `· weight + bias`, in one go; `mean`
  /// and `rstd = 1 / √(variance + eps)` have one element per row, `weight` and `bias` one per
  /// column, or are null. Otherwise it is done in steps.
  default boolean layerNorm(
      double eps,
      NdArray x,
      NdArray weight,
      NdArray bias,
      NdArray mean,
      NdArray rstd,
      NdArray out) {
    return false;
  }

  /// Nearest-neighbour resampling of the last dimensions (from dimension 2 on): the source index is
  /// `min(floor(i * scale), size − 1)`, `scale` as PyTorch computes it in float.
  default boolean upsampleNearest(NdArray input, double[] scales, NdArray out) {
    return false;
  }

  /// Adds each element of `gradOutput` to the element it was copied from.
  default boolean upsampleNearestGradient(NdArray gradOutput, double[] scales, NdArray gradInput) {
    return false;
  }

  /// Along dimension `dim`, every element of `out` is a weighted sum of elements of `x`.
  default boolean weighedSum(Taps taps, int dim, NdArray x, NdArray out) {
    return false;
  }

  /// [#maxPool2d] over any windows of the last three dimensions; indices count in all three.
  default boolean maxPoolWindows(
      PoolWindows[] windows, NdArray input, NdArray out, NdArray indices) {
    return false;
  }

  /// Along dimension `dim` of arrays of one shape and floating type. Who declines a call may have
  /// written to `out`.
  default boolean softmax(SoftmaxKind kind, int dim, NdArray x, NdArray out) {
    return false;
  }
}
