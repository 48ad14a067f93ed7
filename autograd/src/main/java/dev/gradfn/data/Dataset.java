package dev.gradfn.data;

import dev.gradfn.autograd.Tensor;

/// Samples by number: `torch.utils.data.Dataset`. A [DataLoader] with workers reads it from several
/// threads at once.
public interface Dataset {
  /// Number of samples.
  int size();

  /// @param index from 0 to before [#size]
  Sample get(int index);

  /// The slices of both along dimension 0: `TensorDataset(inputs, targets)`.
  static Dataset of(Tensor inputs, Tensor targets) {
    return new TensorDataset(inputs, targets);
  }
}
