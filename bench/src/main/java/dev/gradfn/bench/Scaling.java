package dev.gradfn.bench;

import dev.gradfn.analysis.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Whether cost grows as the arithmetic does: a larger case beside a smaller one, whose time is
/// multiplied by how much more there is to do. A ratio of 1 is linear growth.
final class Scaling {
  /// The peer in the results.
  static final String LINEAR = "linear-growth";

  private record Pair(String name, Subject small, Subject large) {}

  private static final Subject START = new Subject("yolov5n", 320, 1);

  private static final List<Pair> PAIRS =
      List.of(
          new Pair("scaling-area", START, new Subject("yolov5n", 640, 1)),
          new Pair("scaling-batch", START, new Subject("yolov5n", 320, 8)),
          new Pair("scaling-depth", START, new Subject("yolov5n-deep", 320, 1)),
          new Pair("scaling-width", START, new Subject("yolov5s", 320, 1)));

  private Scaling() {}

  /// Whether `--only scaling` needs this case.
  static boolean needs(Case one) {
    if (!one.name().endsWith("-nograd") || one.subject() == null) return false;
    for (Pair pair : PAIRS) {
      if (one.subject().equals(pair.small) || one.subject().equals(pair.large)) return true;
    }
    return false;
  }

  /// Of the pairs that have been measured.
  static List<Row> rows(List<Row> measured, Function<Subject, Work> work) {
    List<Row> rows = new ArrayList<>();
    for (Pair pair : PAIRS) {
      for (Row large : measured) {
        Row small = find(measured, pair.small, large.backend());
        if (small == null || !large.name().equals(pair.large.name() + "-nograd")) continue;
        if (rows.stream().anyMatch(row -> isSame(row, pair, large.backend()))) continue;
        double growth = (double) work.apply(pair.large).flops() / work.apply(pair.small).flops();
        List<Sample> linear =
            small.ours().stream()
                .map(s -> new Sample(s.median() * growth, s.best() * growth, Double.NaN))
                .toList();
        rows.add(
            new Row(
                pair.name,
                large.backend(),
                large.threads(),
                large.ours(),
                LINEAR,
                linear,
                null,
                false,
                large.floors(),
                Math.max(small.others(), large.others())));
      }
    }
    return rows;
  }

  private static boolean isSame(Row row, Pair pair, String backend) {
    return row.name().equals(pair.name) && row.backend().equals(backend);
  }

  private static Row find(List<Row> rows, Subject subject, String backend) {
    if (backend == null) return null;
    for (Row row : rows) {
      if (row.name().equals(subject.name() + "-nograd") && backend.equals(row.backend()))
        return row;
    }
    return null;
  }
}
