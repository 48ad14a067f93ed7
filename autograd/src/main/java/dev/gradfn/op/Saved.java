package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.ArraySpec;

/// What a node kept, read by the formulas of its row.
public interface Saved {
  int inputCount();

  /// Whether the gradient of input `i` is asked for.
  boolean needs(int i);

  /// Type and geometry of input `i`.
  ArraySpec spec(int i);

  /// Whether the row saved a field of this name.
  boolean has(String name);

  /// A saved tensor, or null.
  ///
  /// @throws dev.gradfn.autograd.TorchException if it was freed, or changed in place since
  Tensor tensor(String name);

  /// A saved list of tensors.
  java.util.List<Tensor> tensors(String name);

  <T> T value(String name, Class<T> type);
}
