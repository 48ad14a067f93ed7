package dev.gradfn.core;

/// How many threads one kernel may use, Java or native: one setting for all.
///
/// It starts as the system property `gradfn.threads`, else the environment's `OMP_NUM_THREADS`,
/// else the number of processors.
public final class Threads {
  private Threads() {}

  public static int count() {
    return Workers.threads();
  }

  /// From the next kernel on.
  ///
  /// @throws IllegalArgumentException for less than 1
  public static void set(int count) {
    Workers.setThreads(count);
  }
}
