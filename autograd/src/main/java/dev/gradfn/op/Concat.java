package dev.gradfn.op;

/// Operations that put tensors side by side.
public sealed interface Concat extends Op permits Cat, Stack {}
