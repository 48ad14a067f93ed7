package dev.gradfn.nn;

import static java.util.stream.Collectors.joining;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import java.util.stream.IntStream;

/// Checks of the number of dimensions, in PyTorch's words.
final class Ranks {
  private Ranks() {}

  /// @throws TorchException if `x` has none of these numbers of dimensions
  static void require(Tensor x, int... allowed) {
    if (IntStream.of(allowed).anyMatch(rank -> rank == x.dim())) return;
    String expected = IntStream.of(allowed).mapToObj(rank -> rank + "D").collect(joining(" or "));
    throw TorchException.value("expected " + expected + " input (got " + x.dim() + "D input)");
  }
}
