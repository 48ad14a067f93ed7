package dev.gradfn.core;

/// What [Kernels#softmax] computes of each line.
public enum SoftmaxKind {
  /// `e^x` divided by its sum.
  PLAIN,
  /// The logarithm of that.
  LOG,
  /// [#PLAIN], and zeros where all elements are −∞.
  SAFE
}
