package dev.gradfn.torch;

import dev.gradfn.pickle.CheckpointException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Opens and scans every file of the folders it is given and prints a line for whatever ends in
/// something other than a value or a [CheckpointException], or takes more than a second.
final class OpenAll {
  private static final long LONGEST_NANOS = 1_000_000_000;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private OpenAll() {}

  public static void main(String[] folders) throws IOException {
    int count = 0;
    for (String folder : folders) {
      for (Path path : files(Path.of(folder))) {
        inBounds(path, "open", () -> TorchFile.open(path).close());
        inBounds(path, "scan", () -> CheckpointScan.of(path));
        count++;
      }
    }
    System.out.println("opened " + count + " files");
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(path -> path.toString().matches(".*\\.(pt|safetensors)")).toList();
    }
  }

  private interface Action {
    void run() throws CheckpointException;
  }

  private static void inBounds(Path path, String what, Action action) {
    long start = THREADS.getCurrentThreadCpuTime();
    try {
      action.run();
    } catch (CheckpointException _) {
      // One clear error is what is asked for.
    } catch (RuntimeException | Error e) {
      System.out.println(path + ": " + what + ": " + e);
    }
    long nanos = THREADS.getCurrentThreadCpuTime() - start;
    if (nanos > LONGEST_NANOS) {
      System.out.println(path + ": " + what + " took " + nanos / 1_000_000 + " ms");
    }
  }
}
