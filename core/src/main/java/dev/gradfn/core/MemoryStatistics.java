package dev.gradfn.core;

import java.util.Locale;

/// What the engine's memory amounts to at one moment; sizes in bytes.
///
/// "Large" arrays are those of 64 KiB and more: they are counted one by one. Smaller ones live and
/// die with the collector, and are seen in `heapBytes` alone.
///
/// @param liveBytes large arrays of storages that the collector has not found dead yet
/// @param liveArrays number of these
/// @param peakBytes highest `liveBytes` since the start or the last
///   [reset][MemoryStatistics#resetPeak]
/// @param pooledBytes large arrays given back, kept for the next that asks; freed before memory
///   runs out
/// @param pooledArrays number of these
/// @param allocations large arrays that were made new, ever
/// @param reuses large arrays that came out of the pool, ever
/// @param nativeBytes memory outside the heap that backends hold, free blocks included
/// @param nativePooledBytes part of it that waits for the next that asks
/// @param nativeCollections garbage collections that were asked for before native memory grew, ever
/// @param heapBytes used part of the Java heap, garbage included
public record MemoryStatistics(
    long liveBytes,
    long liveArrays,
    long peakBytes,
    long pooledBytes,
    long pooledArrays,
    long allocations,
    long reuses,
    long nativeBytes,
    long nativePooledBytes,
    long nativeCollections,
    long heapBytes) {

  public static MemoryStatistics now() {
    Runtime heap = Runtime.getRuntime();
    return MemoryLedger.statistics(
        ArrayPool.contents(), NativeMemory.now(), heap.totalMemory() - heap.freeMemory());
  }

  /// From here on `peakBytes` counts anew.
  public static void resetPeak() {
    MemoryLedger.resetPeak();
  }

  /// One line for people, sizes in MiB.
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%d large arrays: %s, at most %s; reusable: %d, %s; made %d, reused %d;"
            + " native: %s, of these reusable %s, collections %d; heap: %s",
        liveArrays,
        mebibytes(liveBytes),
        mebibytes(peakBytes),
        pooledArrays,
        mebibytes(pooledBytes),
        allocations,
        reuses,
        mebibytes(nativeBytes),
        mebibytes(nativePooledBytes),
        nativeCollections,
        mebibytes(heapBytes));
  }

  private static String mebibytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f MiB", bytes / (double) (1 << 20));
  }
}
