package dev.gradfn.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class RowTest {
  static Row row(Double goal, boolean memory) {
    // The machine was busy in the second round, and in half of the third.
    return new Row(
        "add",
        "java",
        1,
        List.of(new Sample(2, 1, 50), new Sample(8, 5, 60), new Sample(2, 1, 50)),
        "libtorch",
        List.of(new Sample(4, 4, 100), new Sample(16, 10, 100), new Sample(40, 4, 100)),
        goal,
        memory,
        memory ? null : new Floors(10, 0.5, 0.25),
        0.25);
  }

  @Test
  void ratiosAreTakenRoundByRound() {
    Row row = row(0.5, false);
    assertEquals(2, row.oursMillis());
    assertEquals(16, row.peerMillis());
    assertEquals(0.5, row.ratio());
    assertEquals(0.25, row.bestRatio());
    assertTrue(row.isReached());
    assertFalse(row(0.49, false).isReached());
  }

  @Test
  void aRowOfMemoryComparesMemory() {
    assertEquals(0.5, row(null, true).ratio());
    assertTrue(Double.isNaN(row(null, true).bestRatio()));
    assertFalse(row(null, true).isReached());
  }

  @Test
  void medianOfAnEvenNumberIsBetween() {
    assertEquals(2.5, Median.of(List.of(9.0, 2.0, 3.0, 1.0)));
    assertTrue(Double.isNaN(Median.of(List.of())));
  }

  @Test
  void whatOthersTookIsAllThatIsBusyWithoutOurs() {
    String self = "7 (a (b) c) S 1 7 7 0 -1 0 0 0 0 0 %d 10 %d 5 20 0";
    ProcessorTime before =
        ProcessorTime.parse("cpu  100 0 50 800 50 0 0 0 0 0", self.formatted(40, 30));
    assertEquals(new ProcessorTime(1000, 150, 85), before);
    ProcessorTime after =
        ProcessorTime.parse("cpu  300 0 100 1500 100 0 0 0 0 0", self.formatted(60, 60));
    // Of 1000 ticks 250 were busy, 50 of them with us.
    assertEquals(0.2, after.othersSince(before));
    assertTrue(Double.isNaN(before.othersSince(before)));
  }

  @Test
  void peakMemoryIsReadAsLinuxPrintsIt() {
    assertEquals(57.67168, PeakMemory.parse("VmHWM:\t   56320 kB"));
  }
}
