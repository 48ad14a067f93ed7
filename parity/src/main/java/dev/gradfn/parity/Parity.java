package dev.gradfn.parity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Runs every golden case that some [Judge] knows, and counts the others with a reason.
final class Parity {
  private final List<Judge> judges;

  Parity(Networks networks) {
    judges =
        List.of(
            new SeedJudge(networks),
            new GraphJudge(networks),
            new ModelFileJudge(networks),
            new ForwardJudge(networks),
            new GradientJudge(networks),
            new NotCovered());
  }

  /// @param only folders to look at; none: all
  Report run(Path golden, List<String> only) throws IOException {
    Report report = new Report();
    for (Path path : jsonFiles(golden)) {
      GoldenFile file = read(golden, path, only);
      if (file != null) judge(file, report);
    }
    return report;
  }

  private static List<Path> jsonFiles(Path golden) throws IOException {
    try (Stream<Path> files = Files.walk(golden)) {
      return files.filter(path -> path.toString().endsWith(".json")).sorted().toList();
    } catch (java.io.UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static GoldenFile read(Path golden, Path path, List<String> only) throws IOException {
    Path inside = golden.relativize(path);
    String folder =
        inside.getNameCount() > 1
            ? inside.getName(0).toString()
            : golden.toAbsolutePath().normalize().getFileName().toString();
    return only.isEmpty() || only.contains(folder) ? GoldenFile.read(golden, path) : null;
  }

  private void judge(GoldenFile file, Report report) {
    for (Judge judge : judges) {
      if (!judge.takes(file)) continue;
      try {
        judge.judge(file, report);
      } catch (IOException | RuntimeException e) {
        report.result(file, "whole file", "", e.toString());
      }
      return;
    }
  }
}
