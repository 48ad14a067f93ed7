package dev.gradfn.parity;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What passed, failed and was skipped, per folder and kind of case.
final class Report {
  private static final int MOST_FAILURES_SHOWN = 40;

  private static final class Tally {
    int passed;
    int failed;
    final Map<String, Integer> skipped = new TreeMap<>();

    int skippedCount() {
      return skipped.values().stream().mapToInt(Integer::intValue).sum();
    }
  }

  private record Kind(String folder, String name) {}

  private final Map<Kind, Tally> tallies = new LinkedHashMap<>();
  private final List<String> failures = new ArrayList<>();
  private final Map<String, Integer> notes = new TreeMap<>();

  /// @param problem null: passed; else one line saying what was expected and what was found
  void result(GoldenFile file, String kind, String id, String problem) {
    Tally tally = tally(file, kind);
    if (problem == null) {
      tally.passed++;
    } else {
      tally.failed++;
      failures.add(file.folder() + "/" + file.name() + " [" + kind + "] " + id + ": " + problem);
    }
  }

  void skipped(GoldenFile file, String kind, int count, String reason) {
    if (count > 0) tally(file, kind).skipped.merge(reason, count, Integer::sum);
  }

  /// Something a reader of the results should know, such as a stand-in for a missing file.
  void note(String text) {
    notes.merge(text, 1, Integer::sum);
  }

  private Tally tally(GoldenFile file, String kind) {
    return tallies.computeIfAbsent(new Kind(file.folder(), kind), _ -> new Tally());
  }

  int failures() {
    return failures.size();
  }

  boolean isEmpty() {
    return tallies.isEmpty();
  }

  int passed() {
    return tallies.values().stream().mapToInt(tally -> tally.passed).sum();
  }

  private int skipped() {
    return tallies.values().stream().mapToInt(Tally::skippedCount).sum();
  }

  List<String> failureLines() {
    return failures;
  }

  void print(PrintWriter out) {
    if (isEmpty()) return;
    out.printf("%-14s %-22s %8s %8s %8s%n", "folder", "kind", "passed", "failed", "skipped");
    tallies.forEach(
        (kind, tally) -> {
          out.printf(
              "%-14s %-22s %8d %8d %8d%n",
              kind.folder(), kind.name(), tally.passed, tally.failed, tally.skippedCount());
          tally.skipped.forEach((reason, count) -> out.println("    " + count + " skipped: " + reason));
        });
    notes.forEach((text, count) -> out.println("note: " + text + " (" + count + " files)"));
    failures.stream().limit(MOST_FAILURES_SHOWN).forEach(line -> out.println("FAILED " + line));
    if (failures.size() > MOST_FAILURES_SHOWN) {
      out.println("and " + (failures.size() - MOST_FAILURES_SHOWN) + " more failures");
    }
    out.println(passed() + " passed, " + failures.size() + " failed, " + skipped() + " skipped");
    out.flush();
  }
}
