package dev.gradfn.core;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.HashSet;
import java.util.Set;

/// Reuses native memory, for backends: touching fresh memory for the first time costs more than the
/// arithmetic.
///
/// A block is lent until nobody can reach its [Lease], or until the lease is closed. [FreeRanges]
/// are kept up to a bound. The heap does not feel the memory that garbage leases hold, so at a soft
/// limit the pool asks for a garbage collection before it grows. The limit starts as the system
/// property `gradfn.nativeLimit`, in MiB, else at 256.
public final class BlockPool {
  private static final long MAX_FREE_BYTES =
      Math.max(256L << 20, Runtime.getRuntime().maxMemory() / 2);

  /// How long to wait for the first block after a collection; on a busy machine it takes a while.
  private static final int PATIENCE_MILLIS = 50;

  private static final FreeRanges FREE = new FreeRanges();

  /// Leases that were collected without having been closed. The pool looks here itself whenever it
  /// needs memory: a cleaner's thread would have to be scheduled first.
  private static final ReferenceQueue<Lease> FORGOTTEN = new ReferenceQueue<>();

  private static final Set<Loan> LOANS = new HashSet<>();

  /// Held by the one thread that collects; others wait for what comes of it.
  private static final Object COLLECTING = new Object();

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
    return lentBytes + FREE.bytes();
  }

  static synchronized long freeBytes() {
    return FREE.bytes();
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

    private Lease(FreeRanges.Range range) {
      this.memory = range.memory();
      this.loan = new Loan(this, range);
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
    private final FreeRanges.Range range;

    Loan(Lease lease, FreeRanges.Range range) {
      super(lease, FORGOTTEN);
      this.range = range;
    }
  }

  /// At least `bytes` of memory, contents undefined.
  public static Lease take(long bytes) {
    long size = FreeRanges.rounded(bytes);
    endForgotten();
    FreeRanges.Range block = poll(size);
    if (block == null && growsBeyondLimit(size)) block = pollAfterCollection(size);
    return lend(block != null ? block : FreeRanges.Range.of(allocate(size)));
  }

  private static FreeRanges.Range pollAfterCollection(long size) {
    synchronized (COLLECTING) {
      // Another thread may have collected while this one waited.
      FreeRanges.Range block = poll(size);
      if (block != null || !growsBeyondLimit(size)) return block;
      collect();
      return poll(size);
    }
  }

  private static synchronized Lease lend(FreeRanges.Range range) {
    Lease lease = new Lease(range);
    LOANS.add(lease.loan);
    lentBytes += range.size();
    return lease;
  }

  private static synchronized void end(Loan loan) {
    if (!LOANS.remove(loan)) return;
    loan.clear();
    lentBytes -= loan.range.size();
    FreeRanges.Range free = FREE.give(loan.range);
    if (FREE.bytes() > MAX_FREE_BYTES) FREE.drop(free);
  }

  private static void endForgotten() {
    for (Object loan = FORGOTTEN.poll(); loan != null; loan = FORGOTTEN.poll()) end((Loan) loan);
  }

  private static synchronized FreeRanges.Range poll(long size) {
    return FREE.take(size);
  }

  private static MemorySegment allocate(long size) {
    try {
      return Arena.ofAuto().allocate(size, FreeRanges.ALIGNMENT);
    } catch (OutOfMemoryError full) {
      dropFree();
      return Arena.ofAuto().allocate(size, FreeRanges.ALIGNMENT);
    }
  }

  private static synchronized void dropFree() {
    FREE.dropAll();
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
}
