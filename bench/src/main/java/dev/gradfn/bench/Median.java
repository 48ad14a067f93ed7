package dev.gradfn.bench;

import java.util.List;

/// The value in the middle: on a machine with other work a mean tells of the other work.
final class Median {
  private Median() {}

  /// Of an even number of values the mean of the two in the middle; nan of none.
  static double of(List<Double> values) {
    if (values.isEmpty()) return Double.NaN;
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    double upper = sorted.get(middle);
    return sorted.size() % 2 == 1 ? upper : (sorted.get(middle - 1) + upper) / 2;
  }
}
