package dev.gradfn.op;

/// Activations that look along a dimension.
public sealed interface Gated extends Op permits Glu, Softmax {}
