package dev.gradfn.bench;

import dev.gradfn.analysis.Work;

/// What no implementation can be faster than on this machine: the time of the arithmetic alone and
/// that of moving each array of each operation once.
///
/// @param arithmeticMillis at the measured peak of fused multiply-adds
/// @param memoryMillis at the measured bandwidth of copying; caches can be faster
record Floors(double gigaflops, double arithmeticMillis, double memoryMillis) {
  static Floors of(Work work, Peaks peaks) {
    return new Floors(
        work.flops() / 1e9,
        work.flops() / peaks.gigaflops() / 1e6,
        work.bytes() / peaks.gigabytes() / 1e6);
  }
}
