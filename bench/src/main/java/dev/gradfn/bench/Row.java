package dev.gradfn.bench;

import java.util.ArrayList;
import java.util.List;

/// What was measured of one [Comparison]: one time of each contestant per round, in milliseconds.
record Row(Comparison comparison, List<Double> ours, List<Double> peer) {
  Row(Comparison comparison) {
    this(comparison, new ArrayList<>(), new ArrayList<>());
  }

  double oursMillis() {
    return Median.of(ours);
  }

  double peerMillis() {
    return Median.of(peer);
  }

  /// The median of the ratios of rounds: the two forks of a round ran one after the other, so other
  /// work on the machine slowed both.
  double ratio() {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < Math.min(ours.size(), peer.size()); i++) {
      ratios.add(ours.get(i) / peer.get(i));
    }
    return Median.of(ratios);
  }

  boolean isReached() {
    return comparison.goal() != null && ratio() <= comparison.goal();
  }
}
