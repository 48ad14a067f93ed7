package dev.gradfn.autograd;

import dev.gradfn.op.Op;

/// Sees each operation that a thread runs, and each node that backward runs on it, with its time:
/// for profilers, and for whoever writes a network down call by call. See [Autograd#observe].
///
/// What runs inside something else is seen before it, and its time lies within the other's: the
/// formulas of a derivative are operations inside their node.
public interface EngineObserver {
  /// After an operation, recording included.
  ///
  /// @param inputs null for an optional input that was not given
  /// @param outputs of an operation in place: its first input
  /// @param start of [System#nanoTime]
  void applied(Op op, Tensor[] inputs, Tensor[] outputs, long start, long end);

  /// After backward ran a node with its hooks and added what it gave to what had arrived before.
  default void evaluated(Node node, long start, long end) {}
}
