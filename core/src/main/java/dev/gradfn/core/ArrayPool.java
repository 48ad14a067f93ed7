package dev.gradfn.core;

import java.lang.ref.SoftReference;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/// Reuses large Java arrays: touching fresh memory for the first time costs more than most kernels.
///
/// Arrays come back by [Storage#recycle] alone. Giving them back when their storage becomes
/// unreachable was tried: the cleaner keeps dead arrays alive for one more collection, which then
/// copies them, and repeated forward passes took four times as long.
///
/// Arrays come in size classes (sixteen per power of two), so a little of each may be unused. Free
/// ones are held softly: they are given up before memory runs out.
public final class ArrayPool {
  /// Smaller arrays are left to the collector, which is faster for them.
  private static final long MIN_BYTES = 64 * 1024;

  private static final int MAX_FREE_PER_CLASS = 64;

  /// How far arrays that are made one after the other lie apart, beyond whole pages: a third of a
  /// page. Processors tell by the last 12 bits of addresses whether a load must wait for a store
  /// before it; with arrays of whole pages, each 16 bytes of header further than the one before,
  /// every load of `out[i] = x[i] + y[i]` seems to, and the loop takes 1.7 times as long.
  static final int SKEW_BYTES = 1360;

  private record SizeClass(Class<?> array, int length) {}

  private static final Map<SizeClass, ArrayDeque<SoftReference<Object>>> FREE = new HashMap<>();

  private ArrayPool() {}

  static boolean isPooled(DType dtype, long size) {
    return size * dtype.itemSize() >= MIN_BYTES;
  }

  /// An array of at least `size` elements; contents are undefined.
  public static Object take(DType dtype, int size) {
    if (!isPooled(dtype, size)) return PlainArrays.allocate(dtype, size);
    int length = classLength(dtype, size);
    Object reused = poll(dtype, length);
    MemoryLedger.countTaken(reused != null);
    return reused != null ? reused : PlainArrays.allocate(dtype, length);
  }

  private static synchronized Object poll(DType dtype, int length) {
    Class<?> type = PlainArrays.allocate(dtype, 0).getClass();
    ArrayDeque<SoftReference<Object>> free = FREE.get(new SizeClass(type, length));
    while (free != null && !free.isEmpty()) {
      Object array = free.pop().get();
      if (array != null) return array;
    }
    return null;
  }

  /// Returns an array that came from [#take] and that nobody uses any more.
  public static synchronized void give(Object array) {
    int length = java.lang.reflect.Array.getLength(array);
    ArrayDeque<SoftReference<Object>> free =
        FREE.computeIfAbsent(new SizeClass(array.getClass(), length), _ -> new ArrayDeque<>());
    if (free.size() < MAX_FREE_PER_CLASS) free.push(new SoftReference<>(array));
  }

  /// What lies in the pool.
  record Contents(long arrays, long bytes) {}

  static synchronized Contents contents() {
    long arrays = 0;
    long bytes = 0;
    for (var free : FREE.values()) {
      for (SoftReference<Object> reference : free) {
        Object array = reference.get();
        if (array == null) continue;
        arrays++;
        bytes += PlainArrays.bytes(array);
      }
    }
    return new Contents(arrays, bytes);
  }

  /// Rounds up to a sixteenth of a power of two (at most a seventeenth is unused), and skews.
  private static int classLength(DType dtype, int size) {
    int step = Math.max(1, Integer.highestOneBit(size) >>> 4);
    long length = (size + (long) step - 1) / step * step + SKEW_BYTES / dtype.itemSize();
    return (int) Math.min(length, Integer.MAX_VALUE - 8);
  }
}
