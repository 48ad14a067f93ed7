package dev.gradfn.core;

/// Walks arrays of one shape together, in one order of their elements.
///
/// Dimensions are sorted by the strides of the first array, the output, and joined where all arrays
/// allow it: most walks end with a single dimension. What is left is walked by a [Cursor] per
/// array.
final class BlockWalk {
  private final int rank;
  private final int[] sizes;
  private final int[][] strides;
  private final int[] offsets;
  private final int numel;

  /// @param arrays the first has `shape`; the others are broadcast to it
  BlockWalk(Dims shape, Geometry... arrays) {
    int count = 0;
    int[] size = new int[shape.rank()];
    int[][] stride = new int[arrays.length][shape.rank()];
    for (int d = 0; d < shape.rank(); d++) {
      if (shape.get(d) == 1) continue;
      size[count] = shape.at(d);
      for (int a = 0; a < arrays.length; a++) stride[a][count] = strideOf(arrays[a], shape, d);
      count++;
    }
    sortByStride(count, size, stride);
    rank = join(count, size, stride);
    sizes = size;
    strides = stride;
    offsets = new int[arrays.length];
    for (int a = 0; a < arrays.length; a++) offsets[a] = Math.toIntExact(arrays[a].offset());
    numel = Math.toIntExact(shape.product());
  }

  private static int strideOf(Geometry array, Dims shape, int dim) {
    int own = dim - (shape.rank() - array.rank());
    if (own < 0 || array.shape().get(own) == 1) return 0;
    return array.strides().at(own);
  }

  private static void sortByStride(int count, int[] size, int[][] stride) {
    for (int i = 1; i < count; i++) {
      for (int j = i; j > 0 && stride[0][j - 1] < stride[0][j]; j--) {
        swap(size, j);
        for (int[] s : stride) swap(s, j);
      }
    }
  }

  private static void swap(int[] values, int j) {
    int moved = values[j];
    values[j] = values[j - 1];
    values[j - 1] = moved;
  }

  private static int join(int count, int[] size, int[][] stride) {
    int last = -1;
    for (int d = 0; d < count; d++) {
      if (last >= 0 && isJoinable(last, d, size, stride)) {
        size[last] *= size[d];
      } else {
        last++;
        size[last] = size[d];
      }
      for (int[] s : stride) s[last] = s[d];
    }
    return last + 1;
  }

  private static boolean isJoinable(int outer, int inner, int[] size, int[][] stride) {
    for (int[] s : stride) {
      if (s[outer] != s[inner] * size[inner]) return false;
    }
    return true;
  }

  /// Number of dimensions that are left.
  int rank() {
    return rank;
  }

  int size(int dim) {
    return sizes[dim];
  }

  int stride(int array, int dim) {
    return strides[array][dim];
  }

  int numel() {
    return numel;
  }

  int offset(int array) {
    return offsets[array];
  }

  /// Whether the array is one run of adjacent elements in this order.
  boolean isRun(int array) {
    return rank == 0 || (rank == 1 && strides[array][0] == 1);
  }

  /// Whether the array is one element, repeated.
  boolean isRepeated(int array) {
    for (int d = 0; d < rank; d++) {
      if (strides[array][d] != 0) return false;
    }
    return true;
  }

  Cursor cursor(int array, int start) {
    return new Cursor(array, start);
  }

  /// A position in one array, which moves on with every run that is copied.
  final class Cursor {
    private final int[] stride;
    private final int[] index = new int[Math.max(rank, 1)];
    private final int last = Math.max(rank, 1) - 1;
    private final int lastSize;
    private final int lastStride;
    private int position;

    private Cursor(int array, int start) {
      stride = strides[array];
      lastSize = rank == 0 ? 1 : sizes[rank - 1];
      lastStride = rank == 0 ? 0 : stride[rank - 1];
      position = offsets[array];
      int rest = start;
      for (int d = rank - 1; d >= 0; d--) {
        index[d] = rest % sizes[d];
        rest /= sizes[d];
        position += index[d] * stride[d];
      }
    }

    /// Elements up to the end of the innermost dimension.
    int run() {
      return lastSize - index[last];
    }

    int position() {
      return position;
    }

    int step() {
      return lastStride;
    }

    /// Moves on by `n`, at most [#run].
    void advance(int n) {
      index[last] += n;
      position += n * lastStride;
      for (int d = last; d > 0 && index[d] == sizes[d]; d--) {
        index[d] = 0;
        index[d - 1]++;
        position += stride[d - 1] - sizes[d] * stride[d];
      }
    }

    /// The next `n` elements of `array`, into `block` from 0 on.
    void gather(Elements kind, Object array, Object block, int n) {
      for (int at = 0; at < n; ) {
        int run = Math.min(run(), n - at);
        kind.copy(array, position, lastStride, block, at, 1, run);
        advance(run);
        at += run;
      }
    }

    /// The first `n` elements of `block`, to the next places of `array`.
    void scatter(Elements kind, Object block, Object array, int n) {
      for (int at = 0; at < n; ) {
        int run = Math.min(run(), n - at);
        kind.copy(block, at, 1, array, position, lastStride, run);
        advance(run);
        at += run;
      }
    }
  }
}
