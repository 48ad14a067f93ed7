package dev.gradfn.bench;

/// What the processors can do at most, all threads at once.
///
/// @param gigaflops 10⁹ floating-point operations a second in fused multiply-adds of float32
/// @param gigabytes 10⁹ bytes a second, read and written, of copying large arrays
record Peaks(double gigaflops, double gigabytes) {
  /// @param printed by [PeakProbe], on the last line
  static Peaks parse(String printed) {
    String[] words = printed.lines().toList().getLast().split(" ");
    return new Peaks(Double.parseDouble(words[0]), Double.parseDouble(words[1]));
  }
}
