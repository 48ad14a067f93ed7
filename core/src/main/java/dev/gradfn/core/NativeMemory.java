package dev.gradfn.core;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;

/// Where backends say how much memory outside the heap they hold.
public final class NativeMemory {
  private static final List<LongSupplier> HOLDERS = new CopyOnWriteArrayList<>();

  private NativeMemory() {}

  /// @param bytes asked at any time, on any thread
  public static void register(LongSupplier bytes) {
    HOLDERS.add(bytes);
  }

  /// See [MemoryStatistics].
  record Contents(long bytes, long pooledBytes, long collections) {}

  static Contents now() {
    long bytes = HOLDERS.stream().mapToLong(LongSupplier::getAsLong).sum();
    return new Contents(bytes, BlockPool.freeBytes(), BlockPool.collections());
  }
}
