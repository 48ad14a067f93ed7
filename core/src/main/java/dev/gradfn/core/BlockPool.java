package dev.gradfn.core;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// Reuses native memory, for backends: touching fresh memory for the first time costs more than the
/// arithmetic.
///
/// A block is lent until nobody can reach its [Lease], or until the lease is closed. Blocks come in
/// size classes, eight per power of two. Free ones are kept up to a bound. The heap does not feel
/// the memory that garbage leases hold, so at a soft limit the pool asks for a garbage collection
/// before it grows. The limit starts as the system property `gradfn.nativeLimit`, in MiB, else at
/// 256.
public final class BlockPool {
  private static final long ALIGNMENT = 64;
  private static final long MIN_BYTES = 1024;
  private static final long MAX_FREE_BYTES =
      Math.max(256L << 20, Runtime.getRuntime().maxMemory() / 2);

  /// How long to wait for the first block after a collection; on a busy machine it takes a while.
  private static final int PATIENCE_MILLIS = 50;

  /// By size, the size used last at the end.
  private static final Map<Long, ArrayDeque<MemorySegment>> FREE =
      new LinkedHashMap<>(16, 0.75f, true);

  /// Leases that were collected without having been closed. The pool looks here itself whenever it
  /// needs memory: a cleaner's thread would have to be scheduled first.
  private static final ReferenceQueue<Lease> FORGOTTEN = new ReferenceQueue<>();

  private static final Set<Loan> LOANS = new HashSet<>();

  /// Held by the one thread that collects; others wait for what comes of it.
  private static final Object COLLECTING = new Object();

  private static long freeBytes;
  private static long lentBytes;
  private static long collections;

  /// The least that must be lent before the pool thinks of collecting.
  private static long smallestLimit = Math.max(1, Long.getLong("gradfn.nativeLimit", 256)) << 20;

  private static long softLimit = smallestLimit;

  static {
    NativeMemory.register(BlockPool::heldBytes);
  }

  private BlockPool() {}

  private static synchronized long heldBytes() {
    return lentBytes + freeBytes;
  }

  static synchronized long freeBytes() {
    return freeBytes;
  }

  /// How often the pool asked for a garbage collection.
  static synchronized long collections() {
    return collections;
  }

  /// How much may be lent before the pool asks for a garbage collection. If more than that is alive
  /// the next comes at half as much again.
  ///
  /// @throws IllegalArgumentException for less than 1
  public static synchronized void setSoftLimit(long bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException(
          "native memory: expected a soft limit of at least 1 byte, got " + bytes);
    }
    smallestLimit = bytes;
    softLimit = bytes;
  }

  /// A block that its holder may use as long as it holds this object.
  public static final class Lease implements AutoCloseable {
    private final MemorySegment memory;
    private final Loan loan;

    private Lease(MemorySegment memory) {
      this.memory = memory;
      this.loan = new Loan(this, memory);
    }

    /// At least as long as was asked for, 64-byte aligned, contents undefined.
    public MemorySegment memory() {
      return memory;
    }

    /// Gives the block back at once: nobody may use its memory any more.
    @Override
    public void close() {
      end(loan);
    }
  }

  private static final class Loan extends PhantomReference<Lease> {
    private final MemorySegment memory;

    Loan(Lease lease, MemorySegment memory) {
      super(lease, FORGOTTEN);
      this.memory = memory;
    }
  }

  /// At least `bytes` of memory, contents undefined.
  public static Lease take(long bytes) {
    long size = classSize(bytes);
    MemorySegment block = poll(size);
    if (block == null && endForgotten() > 0) block = poll(size);
    if (block == null && growsBeyondLimit(size)) block = pollAfterCollection(size);
    return lend(block != null ? block : allocate(size));
  }

  private static MemorySegment pollAfterCollection(long size) {
    synchronized (COLLECTING) {
      // Another thread may have collected while this one waited.
      MemorySegment block = poll(size);
      if (block != null || !growsBeyondLimit(size)) return block;
      collect();
      return poll(size);
    }
  }

  private static synchronized Lease lend(MemorySegment block) {
    Lease lease = new Lease(block);
    LOANS.add(lease.loan);
    lentBytes += block.byteSize();
    return lease;
  }

  private static synchronized void end(Loan loan) {
    if (!LOANS.remove(loan)) return;
    loan.clear();
    lentBytes -= loan.memory.byteSize();
    keep(loan.memory);
  }

  /// @return how many blocks came back
  private static int endForgotten() {
    int count = 0;
    for (Object loan = FORGOTTEN.poll(); loan != null; loan = FORGOTTEN.poll(), count++) {
      end((Loan) loan);
    }
    return count;
  }

  private static synchronized MemorySegment poll(long size) {
    ArrayDeque<MemorySegment> free = FREE.get(size);
    if (free == null || free.isEmpty()) return null;
    freeBytes -= size;
    MemorySegment block = free.pop();
    if (free.isEmpty()) FREE.remove(size);
    return block;
  }

  private static void keep(MemorySegment block) {
    FREE.computeIfAbsent(block.byteSize(), _ -> new ArrayDeque<>()).push(block);
    freeBytes += block.byteSize();
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
    try {
      return Arena.ofAuto().allocate(size, ALIGNMENT);
    } catch (OutOfMemoryError full) {
      dropFree();
      return Arena.ofAuto().allocate(size, ALIGNMENT);
    }
  }

  private static synchronized void dropFree() {
    FREE.clear();
    freeBytes = 0;
  }

  private static synchronized boolean growsBeyondLimit(long size) {
    return lentBytes + size > softLimit;
  }

  /// Forgotten leases arrive one by one, some time after the collection: waits until no more do.
  private static void collect() {
    System.gc();
    try {
      int wait = PATIENCE_MILLIS;
      for (Object loan = FORGOTTEN.remove(wait); loan != null; loan = FORGOTTEN.remove(wait)) {
        end((Loan) loan);
        endForgotten();
        wait = 2;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    setLimit();
  }

  /// The next collection comes when garbage weighs half as much as what lives now. The limit sinks
  /// slowly: whatever repeats needs at its height what it needed the last time, and this collection
  /// may have come at a low.
  private static synchronized void setLimit() {
    long sunk = softLimit - softLimit / 8;
    softLimit = Math.max(smallestLimit, Math.max(lentBytes + lentBytes / 2, sunk));
    collections++;
  }

  /// Rounds up to an eighth of a power of two: at most a ninth is unused.
  private static long classSize(long bytes) {
    long size = Math.max(bytes, MIN_BYTES);
    long step = Long.highestOneBit(size) >>> 3;
    return (size + step - 1) / step * step;
  }
}
