package dev.gradfn.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradfn.analysis.Work;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScalingTest {
  private static Row row(String name, double millis) {
    List<Sample> samples = List.of(new Sample(millis, millis, 1));
    return new Row(name, "java", 2, samples, null, List.of(), null, false, null, 0);
  }

  private static Work work(Subject subject) {
    return new Work((long) subject.size() * subject.size() * subject.batch(), 0);
  }

  @Test
  void aLargerCaseStandsBesideLinearGrowthOfTheSmaller() {
    List<Row> measured =
        List.of(
            row("yolov5n-320-b1-nograd", 10),
            row("yolov5n-640-b1-nograd", 50),
            row("yolov5n-320-b8-nograd", 80),
            row("yolov5n-320-b8-nograd", 80));
    List<Row> rows = Scaling.rows(measured, ScalingTest::work);
    assertEquals(List.of("scaling-area", "scaling-batch"), rows.stream().map(Row::name).toList());
    // Four times the area: 40 ms would be linear.
    assertEquals(40, rows.get(0).peerMillis());
    assertEquals(1.25, rows.get(0).ratio());
    assertEquals(1, rows.get(1).ratio());
    assertEquals("linear-growth", rows.get(0).peer());
  }

  @Test
  void withoutTheSmallerCaseThereIsNothingToSay() {
    List<Row> rows = Scaling.rows(List.of(row("yolov5n-640-b1-nograd", 50)), ScalingTest::work);
    assertTrue(rows.isEmpty());
  }

  @Test
  void theDeepNetworkHasFourTimesTheBlocks() {
    Subject flat = new Subject("yolov5n", 64, 1);
    Subject deep = new Subject("yolov5n-deep", 64, 1);
    // One to three blocks in each of eight stages.
    assertEquals(60, convolutions(flat));
    assertTrue(convolutions(deep) > 120, "" + convolutions(deep));
    double growth =
        (double) Networks.work(deep, false).flops() / Networks.work(flat, false).flops();
    assertTrue(growth > 1.5, "" + growth);
  }

  private static long convolutions(Subject subject) {
    return subject.network().modules().stream()
        .filter(module -> module.typeName().equals("Conv2d"))
        .count();
  }
}
