package dev.gradfn.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// The largest resident memory of a process, as Linux counts it (VmHWM): looked at again and again
/// until the process ends, since then it is gone.
final class PeakMemory {
  private static final long PAUSE_MILLIS = 10;
  private static final String FIELD = "VmHWM:";

  private PeakMemory() {}

  /// Waits for the end of `process`.
  ///
  /// @return in 10⁶ bytes; nan where there is no `/proc`
  static double waitFor(Process process) throws InterruptedException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    double peak = Double.NaN;
    boolean ended = false;
    while (!ended) {
      double now = read(status);
      if (!(now <= peak) && !Double.isNaN(now)) peak = now;
      ended = process.waitFor(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }
    return peak;
  }

  private static double read(Path status) {
    try {
      for (String line : Files.readAllLines(status)) {
        if (line.startsWith(FIELD)) return parse(line);
      }
    } catch (IOException _) {
      // It has ended, or this is no Linux.
    }
    return Double.NaN;
  }

  /// `VmHWM: 56320 kB`, which are 1024 bytes each.
  static double parse(String line) {
    return Long.parseLong(line.replaceAll("\\D", "")) * 1024 / 1e6;
  }
}
