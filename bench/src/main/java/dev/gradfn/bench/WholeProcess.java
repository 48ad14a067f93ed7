package dev.gradfn.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// `./gradfn` with arguments, from the start of the shell to the end of the JVM.
final class WholeProcess {
  private static final int TIMES = 3;

  private WholeProcess() {}

  /// Of three runs, one after the other.
  static Sample measure(Path root, List<String> arguments)
      throws IOException, InterruptedException {
    List<Double> millis = new ArrayList<>();
    List<Double> megabytes = new ArrayList<>();
    for (int i = 0; i < TIMES; i++) {
      Sample one = once(root, arguments);
      millis.add(one.median());
      megabytes.add(one.megabytes());
    }
    double best = millis.stream().min(Double::compare).orElseThrow();
    return new Sample(Median.of(millis), best, Median.of(megabytes));
  }

  private static Sample once(Path root, List<String> arguments)
      throws IOException, InterruptedException {
    Path log = Files.createTempFile("gradfn-bench", ".log");
    try {
      List<String> command = new ArrayList<>(List.of(root.resolve("gradfn").toString()));
      command.addAll(arguments);
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().put("GRADFN_NO_BUILD", "1");
      builder.redirectErrorStream(true).redirectOutput(log.toFile());
      long start = System.nanoTime();
      Process process = builder.start();
      double megabytes = PeakMemory.waitFor(process);
      double millis = (System.nanoTime() - start) / 1e6;
      if (process.exitValue() != 0) {
        throw new IOException("./gradfn " + arguments + " failed:\n" + Files.readString(log));
      }
      return new Sample(millis, millis, megabytes);
    } finally {
      Files.delete(log);
    }
  }
}
