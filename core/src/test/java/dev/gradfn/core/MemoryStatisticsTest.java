package dev.gradfn.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.Reference;
import java.util.function.BooleanSupplier;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MemoryStatisticsTest {
  /// A size class of the pool that no other test uses.
  private static final int SIZE = 17 << 16;

  private static final long BYTES = 4L * SIZE + ArrayPool.SKEW_BYTES;

  private MemoryStatistics before;

  /// What earlier tests left must not die in the middle of this one.
  @BeforeEach
  void collect_what_is_dead() {
    long[] live = {-1};
    await(() -> {
      System.gc();
      long last = live[0];
      live[0] = MemoryStatistics.now().liveBytes();
      return live[0] == last;
    });
    before = MemoryStatistics.now();
  }

  private static void await(BooleanSupplier condition) {
    for (int i = 0; i < 100; i++) {
      if (condition.getAsBoolean()) return;
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
    throw new AssertionError("did not come about in 2 seconds");
  }

  private long grown(ToLongFunction<MemoryStatistics> number) {
    return number.applyAsLong(MemoryStatistics.now()) - number.applyAsLong(before);
  }

  private static Storage filled(int size) {
    Storage storage = Storage.allocate(DType.FLOAT32, size);
    storage.close(storage.open(Access.OVERWRITE), Access.OVERWRITE);
    return storage;
  }

  @Test
  void large_arrays_are_counted_until_they_are_given_back() {
    Storage storage = Storage.allocate(DType.FLOAT32, SIZE);
    assertEquals(0, grown(MemoryStatistics::liveBytes), "no memory before it is asked for");
    storage.close(storage.open(Access.OVERWRITE), Access.OVERWRITE);
    assertEquals(BYTES, grown(MemoryStatistics::liveBytes));
    assertEquals(1, grown(MemoryStatistics::liveArrays));
    assertEquals(1, grown(s -> s.allocations() + s.reuses()));
    long pooled = MemoryStatistics.now().pooledBytes();
    storage.close();
    storage.recycle();
    assertEquals(0, grown(MemoryStatistics::liveBytes));
    assertEquals(0, grown(MemoryStatistics::liveArrays));
    assertEquals(BYTES, MemoryStatistics.now().pooledBytes() - pooled);
  }

  @Test
  void the_peak_lasts_until_it_is_reset() {
    MemoryStatistics.resetPeak();
    long live = MemoryStatistics.now().liveBytes();
    filled(SIZE).close();
    filled(SIZE).close();
    assertEquals(live + BYTES, MemoryStatistics.now().peakBytes());
    MemoryStatistics.resetPeak();
    assertEquals(live, MemoryStatistics.now().peakBytes());
  }

  @Test
  void what_is_given_back_is_reused() {
    Storage first = filled(SIZE);
    Object array = first.open(Access.READ);
    first.close(array, Access.READ);
    first.close();
    long reuses = MemoryStatistics.now().reuses();
    Storage second = filled(SIZE);
    assertSame(array, second.open(Access.READ));
    assertEquals(reuses + 1, MemoryStatistics.now().reuses());
  }

  @Test
  void arrays_of_users_count_but_are_not_reused() {
    float[] array = new float[SIZE];
    Storage storage = Storage.wrap(DType.FLOAT32, array);
    assertEquals(4L * SIZE, grown(MemoryStatistics::liveBytes));
    storage.close();
    assertEquals(0, grown(MemoryStatistics::liveBytes));
    assertNotSame(array, filled(SIZE).open(Access.READ));
  }

  @Test
  void what_is_dropped_counts_until_the_collector_finds_it() {
    Storage storage = filled(SIZE);
    assertEquals(BYTES, grown(MemoryStatistics::liveBytes));
    Reference.reachabilityFence(storage);
    storage = null;
    await(() -> {
      System.gc();
      return grown(MemoryStatistics::liveBytes) == 0;
    });
  }

  @Test
  void small_arrays_are_the_collectors_alone() {
    Storage storage = filled(1000);
    assertEquals(0, grown(MemoryStatistics::liveArrays));
    assertTrue(MemoryStatistics.now().heapBytes() > 0);
    Reference.reachabilityFence(storage);
  }

  @Test
  void native_memory_is_what_its_holders_say() {
    long[] held = {1000};
    NativeMemory.register(() -> held[0]);
    assertEquals(1000, grown(MemoryStatistics::nativeBytes));
    held[0] = 0;
    assertEquals(0, grown(MemoryStatistics::nativeBytes));
  }

  @Test
  void it_reads_as_one_line() {
    long mebibyte = 1 << 20;
    var statistics =
        new MemoryStatistics(
            3 * mebibyte,
            2,
            5 * mebibyte / 2,
            mebibyte,
            1,
            7,
            40,
            64 * mebibyte,
            mebibyte / 2,
            9,
            100 * mebibyte);
    assertEquals(
        "2 large arrays: 3.0 MiB, at most 2.5 MiB; reusable: 1, 1.0 MiB; made 7, reused 40;"
            + " native: 64.0 MiB, of these reusable 0.5 MiB, collections 9; heap: 100.0 MiB",
        statistics.toString());
  }

  @Test
  void use_after_close_is_one_clear_error() {
    Storage storage = filled(SIZE);
    storage.close();
    for (Access access : Access.values()) {
      IllegalStateException error =
          assertThrows(IllegalStateException.class, () -> storage.open(access));
      assertEquals(
          "array: used after close; its memory has been given back and may hold other data",
          error.getMessage());
    }
  }

  /// Otherwise two storages would share the array while a kernel writes to it.
  @Test
  void an_array_in_use_is_not_reused() {
    Storage storage = filled(SIZE);
    Object array = storage.open(Access.UPDATE);
    storage.close();
    assertNotSame(array, filled(SIZE).open(Access.READ));
    storage.close(array, Access.UPDATE);
    assertNotSame(array, filled(SIZE).open(Access.READ));
  }
}
