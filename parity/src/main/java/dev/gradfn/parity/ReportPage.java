package dev.gradfn.parity;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/// A [Report] as a page in Markdown: the same for the same results, on any machine and day.
final class ReportPage {
  private final Report report;
  private final StringBuilder out = new StringBuilder();

  private ReportPage(Report report) {
    this.report = report;
  }

  static String of(Report report) {
    return new ReportPage(report).write();
  }

  private String write() {
    line("# Parity with PyTorch 2.13");
    line("");
    line(
        "Written by `./gradfn parity --report docs/parity.md`; not to be edited. Cases are calls,");
    line("modules, files and programs of which was recorded what PyTorch printed and computed.");
    line("");
    line(
        "**%d passed, %d failed, %d skipped.**",
        report.passed(), report.failures(), report.skipped());
    folders();
    kinds();
    failures();
    skipped();
    return out.toString();
  }

  private void line(String format, Object... args) {
    out.append(args.length == 0 ? format : String.format(format, args)).append('\n');
  }

  private void folders() {
    line("");
    line("| folder | files | passed | failed | skipped |");
    line("|---|---:|---:|---:|---:|");
    report
        .files()
        .forEach((folder, files) ->
            line(
                "| %s | %d | %d | %d | %d |",
                folder,
                files,
                sum(folder, tally -> tally.passed),
                sum(folder, tally -> tally.failed),
                sum(folder, Report.Tally::skippedCount)));
  }

  private int sum(String folder, ToIntFunction<Report.Tally> number) {
    return report.tallies().entrySet().stream()
        .filter(entry -> entry.getKey().folder().equals(folder))
        .mapToInt(entry -> number.applyAsInt(entry.getValue()))
        .sum();
  }

  private void kinds() {
    line("");
    line("## By kind of case");
    line("");
    line("| folder | kind | passed | failed | skipped |");
    line("|---|---|---:|---:|---:|");
    report
        .tallies()
        .forEach((kind, tally) ->
            line(
                "| %s | %s | %d | %d | %d |",
                kind.folder(), kind.name(), tally.passed, tally.failed, tally.skippedCount()));
  }

  private void failures() {
    if (report.failures() == 0) return;
    line("");
    line("## Failed");
    line("");
    for (String failure : report.failureLines()) out.append("- ").append(failure).append('\n');
  }

  private void skipped() {
    if (report.skipped() == 0) return;
    line("");
    line("## Skipped, and why");
    byReason()
        .forEach((reason, places) -> {
          int count = places.values().stream().mapToInt(List::size).sum();
          line("");
          out.append("### ").append(reason).append(" (").append(count).append(")\n");
          places.forEach((place, names) -> {
            line("");
            out.append("- ").append(place).append(": ").append(distinct(names)).append('\n');
          });
        });
  }

  /// By reason and by folder and kind, the names of the cases.
  private Map<String, Map<String, List<String>>> byReason() {
    Map<String, Map<String, List<String>>> byReason = new TreeMap<>();
    report
        .tallies()
        .forEach((kind, tally) ->
            tally.skipped.forEach((reason, names) ->
                byReason
                    .computeIfAbsent(reason, _ -> new TreeMap<>())
                    .computeIfAbsent(place(kind), _ -> new ArrayList<>())
                    .addAll(names)));
    return byReason;
  }

  private static String place(Report.Kind kind) {
    return kind.folder() + ", " + kind.name();
  }

  /// Names as code, so that Markdown does not read them; one that occurs often, with its number.
  private static String distinct(List<String> names) {
    Map<String, Integer> counted = new TreeMap<>();
    for (String name : names) counted.merge(name, 1, Integer::sum);
    List<String> shown = new ArrayList<>();
    counted.forEach((name, count) ->
        shown.add("`" + name.replace('`', '\'') + "`" + (count > 1 ? " × " + count : "")));
    return String.join(", ", shown);
  }
}
