package dev.gradfn.parity;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Runs every golden case that some [Judge] knows, and counts the others with a reason.
final class Parity {
  private final List<Judge> judges;

  Parity(Networks networks) {
    Programs programs = new Programs();
    judges =
        List.of(
            new SeedJudge(networks),
            new GraphJudge(networks),
            new ConfigJudge(networks),
            new ModelFileJudge(),
            new ForwardJudge(networks),
            new GradientJudge(networks),
            new ProgramJudge(programs),
            new OperationJudge(),
            new ModulesJudge(),
            new RandomJudge(),
            new FilesJudge(),
            new BrokenFilesJudge(),
            new TrainingJudge(programs),
            new PruningGroupsJudge(networks),
            new PrintingJudge(programs),
            new SummaryJudge(networks),
            new ModelInfoJudge(),
            new NotCovered());
  }

  /// @param only folders to look at; none: all
  /// @throws IOException if the directory cannot be read, or does not have one of the folders
  Report run(Path golden, List<String> only) throws IOException {
    List<GoldenFile> files = files(golden);
    requireFolders(golden, files, only);
    Report report = new Report();
    for (GoldenFile file : files) {
      if (!only.isEmpty() && !only.contains(file.folder())) continue;
      report.saw(file);
      judge(file, report);
    }
    return report;
  }

  private static List<GoldenFile> files(Path golden) throws IOException {
    try (Stream<Path> paths = Files.walk(golden, FileVisitOption.FOLLOW_LINKS)) {
      return paths
          .filter(path -> path.toString().endsWith(".json") && Files.isRegularFile(path))
          .sorted()
          .map(path -> GoldenFile.unread(golden, path))
          .toList();
    } catch (java.io.UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void requireFolders(Path golden, List<GoldenFile> files, List<String> only)
      throws IOException {
    Set<String> folders =
        files.stream().map(GoldenFile::folder).collect(Collectors.toCollection(TreeSet::new));
    for (String name : only) {
      if (!folders.contains(name)) {
        throw new IOException(
            golden + ": has no golden files in a folder \"" + name + "\", it has " + folders);
      }
    }
  }

  private void judge(GoldenFile unread, Report report) {
    GoldenFile file = unread;
    try {
      file = unread.read();
      for (Judge judge : judges) {
        if (judge.takes(file)) {
          judge.judge(file, report);
          return;
        }
      }
    } catch (IOException | RuntimeException e) {
      report.result(file, "whole file", "", Report.words(e));
    }
  }
}
