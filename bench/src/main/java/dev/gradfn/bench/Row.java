package dev.gradfn.bench;

import dev.gradfn.bench.Contestant.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// What was measured of one [Comparison]: one sample of each contestant per round.
record Row(Comparison comparison, List<Sample> ours, List<Sample> peer) {
  Row(Comparison comparison) {
    this(comparison, new ArrayList<>(), new ArrayList<>());
  }

  double oursMillis() {
    return median(ours);
  }

  double peerMillis() {
    return median(peer);
  }

  private static double median(List<Sample> samples) {
    return Median.of(samples.stream().map(Sample::median).toList());
  }

  /// The median of the ratios of rounds: the two forks of a round ran one after the other, so other
  /// work on the machine slowed both.
  double ratio() {
    return ratio(Sample::median);
  }

  /// The same for the best call of each fork.
  double bestRatio() {
    return ratio(Sample::best);
  }

  private double ratio(ToDoubleFunction<Sample> time) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < Math.min(ours.size(), peer.size()); i++) {
      ratios.add(time.applyAsDouble(ours.get(i)) / time.applyAsDouble(peer.get(i)));
    }
    return Median.of(ratios);
  }

  boolean isReached() {
    return comparison.goal() != null && ratio() <= comparison.goal();
  }
}
