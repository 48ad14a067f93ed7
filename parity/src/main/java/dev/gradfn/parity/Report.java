package dev.gradfn.parity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.pickle.CheckpointException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What passed, failed and was skipped, per folder and kind of case.
final class Report {
  private static final int MOST_FAILURES_SHOWN = 40;

  /// The results of one kind of case.
  static final class Tally {
    int passed;
    int failed;

    /// By reason, the names of the cases.
    final Map<String, List<String>> skipped = new TreeMap<>();

    int skippedCount() {
      return skipped.values().stream().mapToInt(List::size).sum();
    }
  }

  record Kind(String folder, String name) {}

  /// Compares one case.
  interface Check {
    /// @return null if all agrees, else one line saying what was expected and what was found
    String problem() throws IOException;
  }

  private final Map<Kind, Tally> tallies = new LinkedHashMap<>();
  private final Map<String, Integer> files = new LinkedHashMap<>();
  private final List<String> failures = new ArrayList<>();
  private final Map<String, Set<GoldenFile>> notes = new TreeMap<>();

  /// Runs a check. What it throws is a failure of this case alone.
  void check(GoldenFile file, String kind, String id, Check check) {
    String problem;
    try {
      problem = check.problem();
    } catch (IOException | RuntimeException e) {
      problem = words(e);
    }
    result(file, kind, id, problem);
  }

  /// An error in one line.
  static String words(Exception e) {
    boolean speaksForItself = e instanceof CheckpointException || e instanceof TorchException;
    String words = speaksForItself || e.getClass() == IOException.class ? e.getMessage() : "" + e;
    return words.replace('\n', ' ');
  }

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

  /// @param id names the case in its file
  void skipped(GoldenFile file, String kind, String id, String reason) {
    tally(file, kind).skipped.computeIfAbsent(reason, _ -> new ArrayList<>()).add(id);
  }

  /// The same for cases without a name of their own: they get the name of their file.
  void skipped(GoldenFile file, String kind, int count, String reason) {
    for (int i = 0; i < count; i++) skipped(file, kind, file.name(), reason);
  }

  /// The same for all cases of a file.
  void skippedAll(GoldenFile file, String kind, String reason) {
    for (JsonNode golden : file.json().path("cases")) {
      skipped(file, kind, golden.path("id").asText(file.name()), reason);
    }
  }

  /// Something a reader of the results should know, such as a stand-in for a missing file.
  void note(GoldenFile file, String text) {
    notes.computeIfAbsent(text, _ -> new HashSet<>()).add(file);
  }

  /// A golden file that takes part in the run.
  void saw(GoldenFile file) {
    files.merge(file.folder(), 1, Integer::sum);
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

  int skipped() {
    return tallies.values().stream().mapToInt(Tally::skippedCount).sum();
  }

  List<String> failureLines() {
    return failures;
  }

  Map<Kind, Tally> tallies() {
    return tallies;
  }

  /// By folder, how many golden files took part.
  Map<String, Integer> files() {
    return files;
  }

  void print(PrintWriter out) {
    if (isEmpty()) return;
    out.printf("%-14s %-22s %8s %8s %8s%n", "folder", "kind", "passed", "failed", "skipped");
    tallies.forEach((kind, tally) -> {
      out.printf(
          "%-14s %-22s %8d %8d %8d%n",
          kind.folder(), kind.name(), tally.passed, tally.failed, tally.skippedCount());
      tally.skipped.forEach(
          (reason, names) -> out.println("    " + names.size() + " skipped: " + reason));
    });
    notes.forEach((text, files) -> out.println("note: " + text + " (" + files.size() + " files)"));
    failures.stream().limit(MOST_FAILURES_SHOWN).forEach(line -> out.println("FAILED " + line));
    if (failures.size() > MOST_FAILURES_SHOWN) {
      out.println("and " + (failures.size() - MOST_FAILURES_SHOWN) + " more failures");
    }
    out.println(passed() + " passed, " + failures.size() + " failed, " + skipped() + " skipped");
    out.flush();
  }
}
