package dev.gradfn.op;

import dev.gradfn.core.LinePick;
import java.util.Arrays;

/// How elements of a line are picked. A nan counts as the largest, except that it also wins as the
/// smallest: it spreads.
final class Picks {
  static final LinePick FIRST_LARGEST = single("max", Picks::firstLargest);
  static final LinePick FIRST_SMALLEST = single("min", Picks::firstSmallest);
  static final LinePick MEDIAN = single("median", Picks::median);
  static final LinePick RUNNING_LARGEST = new LinePick("cummax", Picks::runningLargest);
  static final LinePick RUNNING_SMALLEST = new LinePick("cummin", Picks::runningSmallest);
  static final LinePick ASCENDING = new LinePick("sort", sorting(false));
  static final LinePick DESCENDING = new LinePick("sort descending", sorting(true));

  private Picks() {}

  private interface Single {
    long at(long[] keys, int from, int n);
  }

  private static LinePick single(String name, Single single) {
    return new LinePick(
        name, (keys, from, n, picked, to, m) -> picked[to] = single.at(keys, from, n));
  }

  static LinePick first(boolean largest) {
    return largest ? FIRST_LARGEST : FIRST_SMALLEST;
  }

  /// The `m` first in this order.
  static LinePick sorted(boolean descending) {
    return descending ? DESCENDING : ASCENDING;
  }

  /// The `k`-th smallest, `k` from 1.
  static LinePick kth(int k) {
    return single("kthvalue", (keys, from, n) -> Selection.nth(keys, from, n, k - 1));
  }

  private static long firstLargest(long[] keys, int from, int n) {
    int best = 0;
    for (int i = 1; i < n; i++) {
      if (keys[from + i] > keys[from + best]) best = i;
    }
    return best;
  }

  private static boolean isNan(long key) {
    return key == Long.MAX_VALUE;
  }

  private static long firstSmallest(long[] keys, int from, int n) {
    int best = 0;
    for (int i = 1; i < n && !isNan(keys[from + best]); i++) {
      long key = keys[from + i];
      if (isNan(key) || key < keys[from + best]) best = i;
    }
    return best;
  }

  /// The lower of two middle elements; the first nan, if there is one.
  private static long median(long[] keys, int from, int n) {
    for (int i = 0; i < n; i++) {
      if (isNan(keys[from + i])) return i;
    }
    return nth(keys, from, n, (n - 1) / 2);
  }

  /// Of equal elements the latest.
  private static void runningLargest(long[] keys, int from, int n, long[] picked, int to, int m) {
    int best = 0;
    for (int i = 0; i < n; i++) {
      if (keys[from + i] >= keys[from + best]) best = i;
      picked[to + i] = best;
    }
  }

  private static void runningSmallest(long[] keys, int from, int n, long[] picked, int to, int m) {
    int best = 0;
    for (int i = 0; i < n; i++) {
      long key = keys[from + i];
      if (isNan(key) || (!isNan(keys[from + best]) && key <= keys[from + best])) best = i;
      picked[to + i] = best;
    }
  }

  private static LinePick.Rule sorting(boolean descending) {
    return (keys, from, n, picked, to, m) -> {
      int[] order = order(keys, from, n, descending);
      for (int i = 0; i < m; i++) picked[to + i] = order[i];
    };
  }

  /// The number of the element that a stable sort would put at place `nth`.
  private static int nth(long[] keys, int from, int n, int nth) {
    long[] sorted = Arrays.copyOfRange(keys, from, from + n);
    Arrays.sort(sorted);
    int equalBefore = 0;
    while (nth > equalBefore && sorted[nth - equalBefore - 1] == sorted[nth]) equalBefore++;
    int place = -1;
    for (int left = equalBefore; left >= 0; left--) {
      do place++;
      while (keys[from + place] != sorted[nth]);
    }
    return place;
  }

  /// A stable merge sort from pairs upwards, without objects.
  private static int[] order(long[] keys, int from, int n, boolean descending) {
    long[] ascending = Arrays.copyOfRange(keys, from, from + n);
    for (int i = 0; i < n && descending; i++) ascending[i] = ~ascending[i];
    int[] order = new int[n];
    Arrays.setAll(order, i -> i);
    int[] merged = new int[n];
    for (int width = 1; width < n && width > 0; width *= 2) {
      for (int left = 0; left < n; left += 2 * width) {
        int middle = Math.min(left + width, n);
        merge(ascending, order, left, middle, Math.min(middle + width, n), merged);
      }
      int[] swap = order;
      order = merged;
      merged = swap;
    }
    return order;
  }

  private static void merge(long[] keys, int[] order, int left, int middle, int end, int[] merged) {
    int a = left;
    int b = middle;
    for (int i = left; i < end; i++) {
      boolean first = a < middle && (b >= end || keys[order[a]] <= keys[order[b]]);
      merged[i] = order[first ? a++ : b++];
    }
  }
}
