package dev.gradfn.core;

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.HashSet;
import java.util.Set;

/// Counts large arrays from the moment a [Storage] holds one until it gives it back or is
/// collected.
///
/// An entry refers to no array, so it keeps nothing alive: contrast [ArrayPool] on cleaners.
final class MemoryLedger {
  private static final ReferenceQueue<Storage> COLLECTED = new ReferenceQueue<>();
  private static final Set<Entry> LIVE = new HashSet<>();

  private static long liveBytes;
  private static long peakBytes;
  private static long allocations;
  private static long reuses;

  private MemoryLedger() {}

  static final class Entry extends PhantomReference<Storage> {
    private final long bytes;

    private Entry(Storage storage, long bytes) {
      super(storage, COLLECTED);
      this.bytes = bytes;
    }
  }

  static synchronized Entry enter(Storage storage, long bytes) {
    strikeCollected();
    Entry entry = new Entry(storage, bytes);
    LIVE.add(entry);
    liveBytes += bytes;
    peakBytes = Math.max(peakBytes, liveBytes);
    return entry;
  }

  static synchronized void strike(Entry entry) {
    if (LIVE.remove(entry)) liveBytes -= entry.bytes;
  }

  private static void strikeCollected() {
    for (Object entry = COLLECTED.poll(); entry != null; entry = COLLECTED.poll()) {
      strike((Entry) entry);
    }
  }

  static synchronized void countTaken(boolean reused) {
    if (reused) {
      reuses++;
    } else {
      allocations++;
    }
  }

  static synchronized void resetPeak() {
    strikeCollected();
    peakBytes = liveBytes;
  }

  static synchronized MemoryStatistics statistics(
      ArrayPool.Contents pool, NativeMemory.Contents beside, long heapBytes) {
    strikeCollected();
    return new MemoryStatistics(
        liveBytes,
        LIVE.size(),
        peakBytes,
        pool.bytes(),
        pool.arrays(),
        allocations,
        reuses,
        beside.bytes(),
        beside.pooledBytes(),
        beside.collections(),
        heapBytes);
  }
}
