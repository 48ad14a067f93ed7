package dev.gradfn.data;

import dev.gradfn.autograd.Shapes;
import dev.gradfn.autograd.Tensor;
import java.util.List;

/// What a network is shown and what it should answer: of one sample, or of a batch.
///
/// @param input `[…]`, of a batch `[n, …]`
/// @param target `[…]`, of a batch `[n, …]`; a class is a whole number, `[]`
public record Sample(Tensor input, Tensor target) {
  /// Puts samples of equal shapes side by side in a new dimension 0.
  static Sample batch(List<Sample> samples) {
    return new Sample(
        Shapes.stack(samples.stream().map(Sample::input).toList(), 0),
        Shapes.stack(samples.stream().map(Sample::target).toList(), 0));
  }
}
