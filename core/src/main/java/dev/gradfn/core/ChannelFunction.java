package dev.gradfn.core;

/// What is done to the results of a convolution while they are still in the cache: per channel `f(x
/// · scale + shift)`.
///
/// @param scale `[c]`
/// @param shift `[c]`
/// @param f null: the identity
public record ChannelFunction(NdArray scale, NdArray shift, UnaryFunction f) {
  /// The same scale and shift, with `function` after them.
  public ChannelFunction then(UnaryFunction function) {
    return new ChannelFunction(scale, shift, function);
  }
}
