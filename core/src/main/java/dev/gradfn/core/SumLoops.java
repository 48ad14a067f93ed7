package dev.gradfn.core;

/// Sums a dense array over any of its dimensions.
///
/// Dimensions of size 1 are dropped and neighbours with one fate are joined, so that kept and
/// summed dimensions alternate. The last one decides the loop: whole runs are summed, or rows are
/// added up.
final class SumLoops {
  private static final long WORTH_SHARING = 1 << 16;

  private final Lanes lanes;
  private final Object x;
  private final int offset;
  private final int rank;
  private final int[] sizes;
  private final boolean[] summed;

  SumLoops(Lanes lanes, Dims shape, Dims target, Object x, int offset) {
    this.lanes = lanes;
    this.x = x;
    this.offset = offset;
    int[] size = new int[shape.rank() + 1];
    boolean[] gone = new boolean[shape.rank() + 1];
    int count = 0;
    for (int d = 0; d < shape.rank(); d++) {
      if (shape.get(d) == 1) continue;
      boolean goes = target.get(d) == 1;
      if (count > 0 && gone[count - 1] == goes) {
        size[count - 1] *= shape.at(d);
      } else {
        size[count] = shape.at(d);
        gone[count++] = goes;
      }
    }
    // A single number is a run of one.
    if (count == 0) {
      size[0] = 1;
      gone[0] = true;
      count = 1;
    }
    rank = count;
    sizes = size;
    summed = gone;
  }

  /// Fills `sums`, dense, in the order of the kept dimensions.
  void run(double[] sums) {
    if (summed[rank - 1]) {
      sumRuns(sums);
    } else {
      addRows(sums);
    }
  }

  private void sumRuns(double[] sums) {
    int run = sizes[rank - 1];
    int[] outer = starts(false, rank - 1);
    int[] repeats = starts(true, rank - 1);
    long work = (long) outer.length * repeats.length * run;
    int chunk = Math.max(1, (1 << 14) / Math.max(1, run * repeats.length));
    Workers.parallelFor(
        (outer.length + chunk - 1) / chunk,
        work,
        WORTH_SHARING,
        task -> {
          int end = Math.min(outer.length, (task + 1) * chunk);
          for (int i = task * chunk; i < end; i++) sums[i] = runs(offset + outer[i], repeats, run);
        });
  }

  private double runs(int start, int[] repeats, int run) {
    double total = 0;
    for (int repeat : repeats) total += Reductions.sum(lanes, x, start + repeat, run);
    return total;
  }

  private void addRows(double[] sums) {
    int length = sizes[rank - 1];
    int blocks = (length + Reductions.BLOCK - 1) / Reductions.BLOCK;
    int[] outer = starts(false, rank - 1);
    int[] repeats = starts(true, rank - 1);
    Workers.parallelFor(
        outer.length * blocks,
        (long) outer.length * repeats.length * length,
        WORTH_SHARING,
        task -> {
          int first = task % blocks * Reductions.BLOCK;
          int n = Math.min(Reductions.BLOCK, length - first);
          double[] block = new double[n];
          int start = offset + outer[task / blocks] + first;
          for (int repeat : repeats) Reductions.add(lanes, x, start + repeat, block, n);
          System.arraycopy(block, 0, sums, task / blocks * length + first, n);
        });
  }

  /// Offsets of all combinations of the first `dims` dimensions that are summed, or that are kept.
  private int[] starts(boolean ofSummed, int dims) {
    int[] result = {0};
    int stride = 1;
    for (int d = dims; d < rank; d++) stride *= sizes[d];
    for (int d = dims - 1; d >= 0; d--) {
      if (summed[d] == ofSummed) result = times(sizes[d], stride, result);
      stride *= sizes[d];
    }
    return result;
  }

  private static int[] times(int size, int stride, int[] inner) {
    int[] result = new int[size * inner.length];
    for (int i = 0, at = 0; i < size; i++) {
      for (int start : inner) result[at++] = i * stride + start;
    }
    return result;
  }
}
