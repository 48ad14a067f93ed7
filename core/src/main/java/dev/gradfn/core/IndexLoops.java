package dev.gradfn.core;

/// Moves elements by position: the loops behind everything that indexes.
///
/// A position counts the elements of an array in row-major order, whatever its strides.
final class IndexLoops {
  private IndexLoops() {}

  /// See [Kernels#take].
  static void take(NdArray x, NdArray positions, NdArray out) {
    if (out.numel() == 0) return;
    NdArray source = dense(x);
    NdArray target = out.isContiguous() ? out : NdArray.allocate(out.dtype(), out.shape());
    try (Opened from = new Opened(source, Access.READ);
        Opened at = new Opened(dense(positions), Access.READ);
        Opened to = new Opened(target, Access.UPDATE)) {
      take(Elements.of(out.dtype()), from, at, to, (int) out.numel());
    }
    if (target != out) StridedCopy.copy(target, out);
  }

  /// Adjacent positions, the usual case for rows, are copied as one run.
  private static void take(Elements kind, Opened from, Opened at, Opened to, int count) {
    long[] positions = (long[]) at.array;
    for (int i = 0; i < count; ) {
      long first = positions[at.offset + i];
      int run = 1;
      if (first < 0) {
        kind.clear(to.array, to.offset + i);
      } else {
        while (i + run < count && positions[at.offset + i + run] == first + run) run++;
        kind.copy(from.array, from.offset + (int) first, 1, to.array, to.offset + i, 1, run);
      }
      i += run;
    }
  }

  /// See [Kernels#put].
  static void put(NdArray values, NdArray positions, boolean accumulate, NdArray out) {
    if (positions.numel() == 0 || out.numel() == 0) return;
    DType sumType = accumulate ? sumType(out.dtype()) : out.dtype();
    boolean direct = out.isContiguous() && sumType == out.dtype();
    NdArray target = direct ? out : converted(out, sumType);
    NdArray source = values.dtype() == sumType ? dense(values) : converted(values, sumType);
    try (Opened from = new Opened(source, Access.READ);
        Opened at = new Opened(dense(positions), Access.READ);
        Opened to = new Opened(target, Access.UPDATE)) {
      put(from, at, to, (int) positions.numel(), accumulate ? sumType : null);
    }
    if (!direct) StridedCopy.copy(target, out);
  }

  private static DType sumType(DType dtype) {
    if (dtype == DType.FLOAT64) return dtype;
    return dtype.isFloatingPoint() ? DType.FLOAT32 : DType.INT64;
  }

  /// One after the other: of equal positions the last wins, and sums have one order.
  private static void put(Opened from, Opened at, Opened to, int count, DType sumType) {
    long[] positions = (long[]) at.array;
    Elements kind = Elements.of(from.dtype);
    for (int i = 0; i < count; i++) {
      long position = positions[at.offset + i];
      if (position < 0) continue;
      int t = to.offset + (int) position;
      int f = from.offset + i;
      switch (sumType) {
        case null -> kind.copy(from.array, f, 1, to.array, t, 1, 1);
        case FLOAT64 -> ((double[]) to.array)[t] += ((double[]) from.array)[f];
        case FLOAT32 -> ((float[]) to.array)[t] += ((float[]) from.array)[f];
        default -> ((long[]) to.array)[t] += ((long[]) from.array)[f];
      }
    }
  }

  private static NdArray dense(NdArray x) {
    return x.isContiguous() ? x : converted(x, x.dtype());
  }

  private static NdArray converted(NdArray x, DType dtype) {
    NdArray copy = NdArray.allocate(dtype, x.shape());
    StridedCopy.copy(x, copy);
    return copy;
  }

  /// The plain memory of an array for the time of one loop.
  private static final class Opened implements AutoCloseable {
    private final Storage storage;
    private final Access access;
    private final DType dtype;
    private final Object array;
    private final int offset;

    Opened(NdArray x, Access access) {
      this.storage = x.storage();
      this.access = access;
      this.dtype = x.dtype();
      this.array = storage.open(access);
      this.offset = Math.toIntExact(x.offset());
    }

    @Override
    public void close() {
      storage.close(array, access);
    }
  }
}
