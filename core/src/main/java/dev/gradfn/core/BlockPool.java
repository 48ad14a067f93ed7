package dev.gradfn.core;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;

/// Reuses native memory, for backends: touching fresh memory for the first time costs more than the
/// arithmetic.
///
/// A block is lent until nobody can reach its [Lease], or until the lease is closed. Blocks come in
/// size classes, four per power of two. Free ones are kept up to a bound. The heap does not feel
/// the memory that garbage leases hold, so at a soft limit the pool asks for a garbage collection
/// before it grows.
public final class BlockPool {
  private static final Cleaner CLEANER = Cleaner.create();
  private static final long ALIGNMENT = 64;
  private static final long MIN_BYTES = 1024;
  private static final long MAX_FREE_BYTES =
      Math.max(256L << 20, Runtime.getRuntime().maxMemory() / 2);
  private static final int PATIENCE_MILLIS = 20;

  /// By size, the size used last at the end.
  private static final Map<Long, ArrayDeque<MemorySegment>> FREE =
      new LinkedHashMap<>(16, 0.75f, true);

  private static long freeBytes;
  private static long lentBytes;
  private static long softLimit = 512L << 20;

  static {
    NativeMemory.register(BlockPool::heldBytes);
  }

  private BlockPool() {}

  private static synchronized long heldBytes() {
    return lentBytes + freeBytes;
  }

  /// A block that its holder may use as long as it holds this object.
  public static final class Lease implements AutoCloseable {
    private final MemorySegment memory;
    private final Cleaner.Cleanable giveBack;

    private Lease(MemorySegment memory) {
      this.memory = memory;
      this.giveBack = CLEANER.register(this, () -> give(memory));
    }

    /// At least as long as was asked for, 64-byte aligned, contents undefined.
    public MemorySegment memory() {
      return memory;
    }

    /// Gives the block back at once: nobody may use its memory any more.
    @Override
    public void close() {
      giveBack.clean();
    }
  }

  /// At least `bytes` of memory, contents undefined.
  public static Lease take(long bytes) {
    long size = classSize(bytes);
    MemorySegment block = poll(size);
    if (block == null && growsBeyondLimit(size)) {
      collect();
      block = poll(size);
    }
    return new Lease(block != null ? block : allocate(size));
  }

  private static synchronized MemorySegment poll(long size) {
    ArrayDeque<MemorySegment> free = FREE.get(size);
    if (free == null || free.isEmpty()) return null;
    freeBytes -= size;
    lentBytes += size;
    MemorySegment block = free.pop();
    if (free.isEmpty()) FREE.remove(size);
    return block;
  }

  private static synchronized void give(MemorySegment block) {
    long size = block.byteSize();
    lentBytes -= size;
    FREE.computeIfAbsent(size, _ -> new ArrayDeque<>()).push(block);
    freeBytes += size;
    while (freeBytes > MAX_FREE_BYTES) dropOldest();
  }

  /// Drops a block of the size that nobody has asked for or given back for longest. The collector
  /// frees it: its arena is automatic.
  private static void dropOldest() {
    var oldest = FREE.entrySet().iterator().next();
    freeBytes -= oldest.getKey();
    oldest.getValue().pop();
    if (oldest.getValue().isEmpty()) FREE.remove(oldest.getKey());
  }

  private static MemorySegment allocate(long size) {
    MemorySegment block;
    try {
      block = Arena.ofAuto().allocate(size, ALIGNMENT);
    } catch (OutOfMemoryError full) {
      dropFree();
      block = Arena.ofAuto().allocate(size, ALIGNMENT);
    }
    synchronized (BlockPool.class) {
      lentBytes += size;
    }
    return block;
  }

  private static synchronized void dropFree() {
    FREE.clear();
    freeBytes = 0;
  }

  private static synchronized boolean growsBeyondLimit(long size) {
    return lentBytes + size > softLimit;
  }

  /// Blocks come back one by one, after the collection: waits until no more do.
  private static void collect() {
    System.gc();
    int idle = 0;
    for (int i = 0; i < PATIENCE_MILLIS && idle < 3; i++) {
      long before = lentBytes();
      pause();
      idle = lentBytes() < before ? 0 : idle + 1;
    }
    raiseLimit();
  }

  private static synchronized long lentBytes() {
    return lentBytes;
  }

  private static void pause() {
    try {
      Thread.sleep(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// The next collection comes when garbage weighs as much as what lives now.
  private static synchronized void raiseLimit() {
    softLimit = Math.max(softLimit, 2 * lentBytes);
  }

  /// Rounds up to a quarter of a power of two: at most a fifth is unused.
  private static long classSize(long bytes) {
    long size = Math.max(bytes, MIN_BYTES);
    long step = Long.highestOneBit(size) >>> 2;
    return (size + step - 1) / step * step;
  }
}
