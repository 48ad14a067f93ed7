package dev.gradfn.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// One line of the results: what was measured of a case with one backend, beside one peer; one
/// sample of each per round.
///
/// @param backend of ours; null where only the peer is measured
/// @param peer null where only we are measured
/// @param goal the ratio to be reached, or null
/// @param memory whether it compares memory, else time
/// @param floors null where they are not known
/// @param others what others took of the processors meanwhile, 0…1; nan where nobody counts
record Row(
    String name,
    String backend,
    int threads,
    List<Sample> ours,
    String peer,
    List<Sample> theirs,
    Double goal,
    boolean memory,
    Floors floors,
    double others) {
  double oursMillis() {
    return median(ours, Sample::median);
  }

  double peerMillis() {
    return median(theirs, Sample::median);
  }

  double oursMegabytes() {
    return median(ours, Sample::megabytes);
  }

  double peerMegabytes() {
    return median(theirs, Sample::megabytes);
  }

  private static double median(List<Sample> samples, ToDoubleFunction<Sample> number) {
    return Median.of(samples.stream().map(number::applyAsDouble).toList());
  }

  /// The median of the ratios of rounds: the two forks of a round ran one after the other, so other
  /// work on the machine slowed both.
  double ratio() {
    return ratio(memory ? Sample::megabytes : Sample::median);
  }

  /// The same for the best call of each fork.
  double bestRatio() {
    return memory ? Double.NaN : ratio(Sample::best);
  }

  private double ratio(ToDoubleFunction<Sample> number) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < Math.min(ours.size(), theirs.size()); i++) {
      ratios.add(number.applyAsDouble(ours.get(i)) / number.applyAsDouble(theirs.get(i)));
    }
    return Median.of(ratios);
  }

  boolean isReached() {
    return goal != null && ratio() <= goal;
  }
}
