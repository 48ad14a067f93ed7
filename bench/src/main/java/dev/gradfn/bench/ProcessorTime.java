package dev.gradfn.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What the processors have done since they started, as Linux counts it in ticks.
///
/// @param all idle or not, of all processors
/// @param busy not idle
/// @param own busy for this process and those that it started and that have ended
record ProcessorTime(long all, long busy, long own) {
  /// Zeros where there is no `/proc`.
  static ProcessorTime now() {
    try {
      String machine = Files.readAllLines(Path.of("/proc/stat")).getFirst();
      return parse(machine, Files.readString(Path.of("/proc/self/stat")));
    } catch (IOException _) {
      return new ProcessorTime(0, 0, 0);
    }
  }

  /// @param machine the first line of `/proc/stat`
  /// @param self `/proc/self/stat`
  static ProcessorTime parse(String machine, String self) {
    String[] words = machine.split(" +");
    long all = 0;
    for (int i = 1; i < words.length; i++) all += Long.parseLong(words[i]);
    // The fourth number is idle, the fifth waits for a disk.
    long idle = Long.parseLong(words[4]) + Long.parseLong(words[5]);
    // Behind the name in brackets, which may hold blanks: user and system, own and of children.
    String[] fields = self.substring(self.lastIndexOf(')') + 2).split(" ");
    long own = 0;
    for (int i = 11; i < 15; i++) own += Long.parseLong(fields[i]);
    return new ProcessorTime(all, all - idle, own);
  }

  /// The share of the processors that others took since `before`; nan if nothing was counted.
  double othersSince(ProcessorTime before) {
    long ticks = all - before.all;
    if (ticks == 0) return Double.NaN;
    return Math.max(0, (double) (busy - before.busy - (own - before.own)) / ticks);
  }
}
