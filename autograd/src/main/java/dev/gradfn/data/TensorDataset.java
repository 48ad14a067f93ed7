package dev.gradfn.data;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;

/// All samples in two tensors, `[n, …]` each.
record TensorDataset(Tensor inputs, Tensor targets) implements Dataset {
  TensorDataset {
    if (inputs.shape().get(0) != targets.shape().get(0)) {
      throw TorchException.assertion("Size mismatch between tensors");
    }
  }

  @Override
  public int size() {
    return Math.toIntExact(inputs.shape().get(0));
  }

  @Override
  public Sample get(int index) {
    return new Sample(inputs.select(0, index), targets.select(0, index));
  }
}
