package dev.gradfn.core;

/// What [Kernels#batchNorm] and its gradient read: per channel `(x − mean) / √(variance + eps) ·
/// weight + bias`.
///
/// @param training whether mean and variance are those of `x` itself
/// @param weight `[c]`, or null for ones
/// @param bias `[c]`, or null for zeros; the gradient does not need it
/// @param mean `[c]`
/// @param variance `[c]`, biased
public record BatchNormLayer(
    boolean training,
    double eps,
    NdArray x,
    NdArray weight,
    NdArray bias,
    NdArray mean,
    NdArray variance) {}
