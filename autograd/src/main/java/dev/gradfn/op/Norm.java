package dev.gradfn.op;

/// Normalisations, which to pruning keep channels apart.
public sealed interface Norm extends Op
    permits NativeBatchNorm, NativeBatchNormBackward, NativeLayerNorm, NativeGroupNorm {}
