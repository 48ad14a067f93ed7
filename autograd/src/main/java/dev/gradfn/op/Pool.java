package dev.gradfn.op;

/// Operations with a sliding window that keep channels apart.
public sealed interface Pool extends Op
    permits MaxPool2dWithIndices, MaxPool2dWithIndicesBackward {}
