package dev.gradfn.op;

import java.util.Arrays;

/// Hoare's selection with the median of three as pivot. Of equal elements it names the one that
/// PyTorch's `kthvalue` names, which selects in the same steps.
final class Selection {
  private final long[] keys;
  private final int from;
  private final int[] order;

  private Selection(long[] keys, int from, int n) {
    this.keys = keys;
    this.from = from;
    this.order = new int[n];
    Arrays.setAll(order, i -> i);
  }

  /// The number of the `k`-th smallest of `n` elements from `from` on, `k` from 0.
  static int nth(long[] keys, int from, int n, int k) {
    Selection selection = new Selection(keys, from, n);
    selection.select(k);
    return selection.order[k];
  }

  private void select(int k) {
    int left = 0;
    int right = order.length - 1;
    while (right > left + 1) {
      exchange((left + right) >>> 1, left + 1);
      exchangeIfLarger(left + 1, right);
      exchangeIfLarger(left, right);
      exchangeIfLarger(left + 1, left);
      int up = left + 1;
      int down = right;
      long pivot = key(left);
      while (true) {
        do up++;
        while (pivot > key(up));
        do down--;
        while (key(down) > pivot);
        if (down < up) break;
        exchange(up, down);
      }
      exchange(left, down);
      if (down <= k) left = up;
      if (down >= k) right = down - 1;
    }
    if (right == left + 1) exchangeIfLarger(left, right);
  }

  private long key(int place) {
    return keys[from + order[place]];
  }

  private void exchangeIfLarger(int a, int b) {
    if (key(a) > key(b)) exchange(a, b);
  }

  private void exchange(int a, int b) {
    int kept = order[a];
    order[a] = order[b];
    order[b] = kept;
  }
}
