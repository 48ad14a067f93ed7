package dev.gradfn.op;

/// Operations that change the resolution and keep channels apart.
public sealed interface Resample extends Op
    permits UpsampleNearest2d,
        UpsampleNearest2dBackward,
        Upsample,
        SeparableBackward,
        AffineGridGenerator,
        GridSampler,
        GridScatter {}
