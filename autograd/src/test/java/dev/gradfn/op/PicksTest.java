package dev.gradfn.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Sorting and selecting against the sort of the JDK, with many equal keys.
class PicksTest {
  private static final int FROM = 3;

  private static long[] keys(int n, int bound) {
    return new Random(n).longs(FROM + n, -bound, bound).toArray();
  }

  private static long[] sorted(long[] keys, int n, boolean descending) {
    Comparator<Integer> byKey = Comparator.comparingLong(i -> keys[FROM + i]);
    return IntStream.range(0, n)
        .boxed()
        .sorted(descending ? byKey.reversed() : byKey)
        .mapToLong(i -> i)
        .toArray();
  }

  @Test
  void sortsAreStableInBothDirections() {
    for (int n : new int[] {0, 1, 2, 3, 7, 64, 1000}) {
      long[] keys = keys(n, 5);
      for (boolean descending : new boolean[] {false, true}) {
        long[] picked = new long[n];
        Picks.sorted(descending).rule().pick(keys, FROM, n, picked, 0, n);
        assertArrayEquals(sorted(keys, n, descending), picked);
      }
    }
  }

  @Test
  void theMedianIsWhereAStableSortPutsItAndTheKthIsEqualToThatThere() {
    for (int n : new int[] {1, 2, 9, 100}) {
      long[] keys = keys(n, 4);
      long[] expected = sorted(keys, n, false);
      for (int k = 1; k <= n; k++) {
        long[] picked = new long[1];
        Picks.kth(k).rule().pick(keys, FROM, n, picked, 0, 1);
        assertEquals(keys[FROM + (int) expected[k - 1]], keys[FROM + (int) picked[0]]);
      }
      long[] picked = new long[1];
      Picks.MEDIAN.rule().pick(keys, FROM, n, picked, 0, 1);
      assertEquals(expected[(n - 1) / 2], picked[0]);
    }
  }
}
