package dev.gradfn.core;

/// Copies between arrays whose adjacent elements lie along different dimensions, tile by tile: a
/// cache line that is fetched for one element is used for its neighbours before it is gone.
final class TransposedCopy {
  /// Elements of a tile along the source's dimension and along the target's.
  private static final int HEIGHT = 16;

  private static final int WIDTH = 64;

  private final BlockWalk walk;
  private final Elements kind;
  private final int last;

  /// The dimension along which the source is dense.
  private final int along;

  private TransposedCopy(BlockWalk walk, Elements kind, int along) {
    this.walk = walk;
    this.kind = kind;
    this.along = along;
    this.last = walk.rank() - 1;
  }

  /// Copies array 1 of `walk` to array 0, or returns false if tiles would be of no use.
  static boolean copy(BlockWalk walk, Elements kind, Object source, Object target) {
    int last = walk.rank() - 1;
    if (last < 1 || walk.stride(0, last) != 1 || walk.stride(1, last) <= 1) return false;
    for (int d = 0; d < last; d++) {
      if (walk.stride(1, d) == 1 && walk.size(d) > 1) {
        new TransposedCopy(walk, kind, d).run(source, target);
        return true;
      }
    }
    return false;
  }

  private void run(Object source, Object target) {
    int bands = (walk.size(along) + HEIGHT - 1) / HEIGHT;
    int outer = walk.numel() / (walk.size(along) * walk.size(last));
    Workers.parallelFor(
        outer * bands,
        walk.numel(),
        1 << 15,
        task -> {
          int to = start(0, task / bands);
          int from = start(1, task / bands);
          int first = task % bands * HEIGHT;
          int end = Math.min(walk.size(along), first + HEIGHT);
          for (int at = 0; at < walk.size(last); at += WIDTH) {
            tile(source, from, target, to, first, end, at);
          }
        });
  }

  private void tile(Object source, int from, Object target, int to, int first, int end, int at) {
    int n = Math.min(WIDTH, walk.size(last) - at);
    int step = walk.stride(1, last);
    for (int i = first; i < end; i++) {
      int f = from + i + at * step;
      int t = to + i * walk.stride(0, along) + at;
      kind.copy(source, f, step, target, t, 1, n);
    }
  }

  /// Where, in one of the arrays, the `outer`-th combination of the remaining dimensions begins.
  private int start(int array, int outer) {
    int at = walk.offset(array);
    int rest = outer;
    for (int d = last - 1; d >= 0; d--) {
      if (d == along) continue;
      at += rest % walk.size(d) * walk.stride(array, d);
      rest /= walk.size(d);
    }
    return at;
  }
}
