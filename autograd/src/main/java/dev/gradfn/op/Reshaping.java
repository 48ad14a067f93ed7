package dev.gradfn.op;

import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;

/// What `view` and the two nodes of `reshape` share.
final class Reshaping {
  private Reshaping() {}

  static Geometry view(Geometry input, Dims shape) {
    return input
        .view(shape)
        .orElseThrow(() ->
            TorchException.runtime(
                "view size is not compatible with input tensor's size and stride (at least one"
                    + " dimension spans across two contiguous subspaces). Use .reshape(...)"
                    + " instead."));
  }
}
