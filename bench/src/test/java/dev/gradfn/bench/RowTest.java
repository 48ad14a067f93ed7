package dev.gradfn.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradfn.bench.Contestant.Sample;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RowTest {
  private static Row row(Double goal) {
    Row row = new Row(new Comparison("add", goal, 1, List.of("ours"), List.of("peer")));
    // The machine was busy in the second round, and in half of the third.
    row.ours().addAll(List.of(new Sample(2, 1), new Sample(8, 5), new Sample(2, 1)));
    row.peer().addAll(List.of(new Sample(4, 4), new Sample(16, 10), new Sample(40, 4)));
    return row;
  }

  @Test
  void ratiosAreTakenRoundByRound() {
    Row row = row(0.5);
    assertEquals(2, row.oursMillis());
    assertEquals(16, row.peerMillis());
    assertEquals(0.5, row.ratio());
    assertEquals(0.25, row.bestRatio());
    assertTrue(row.isReached());
    assertFalse(row(0.49).isReached());
  }

  @Test
  void aGoalMissedIsSaid() {
    assertEquals(
        "| add | 1 | 2.000 | 16.0 | 0.500 | 0.250 | ≤ 0.4 missed |", Report.line(row(0.4)));
  }

  @Test
  void medianOfAnEvenNumberIsBetween() {
    assertEquals(2.5, Median.of(List.of(9.0, 2.0, 3.0, 1.0)));
    assertTrue(Double.isNaN(Median.of(List.of())));
  }

  @Test
  void namesAreUnique() {
    Set<String> names = new HashSet<>();
    for (Comparison comparison : Comparison.all()) {
      assertTrue(names.add(comparison.name()), comparison.name());
    }
  }
}
