package dev.gradfn.core;

/// Copies between arrays of any strides and types.
final class StridedCopy {
  /// Elements per task.
  private static final int CHUNK = 32 * Kernels.BLOCK;

  private StridedCopy() {}

  /// See [Kernels#copy].
  static void copy(NdArray from, NdArray to) {
    if (to.numel() == 0) return;
    BlockWalk walk = new BlockWalk(to.shape(), to.geometry(), from.geometry());
    Object source = from.storage().open(Access.READ);
    Access access = Dense.accessTo(to);
    Object target = to.storage().open(access);
    try {
      if (from.dtype() != to.dtype()) {
        forChunks(walk, (at, n) -> convert(walk, from.dtype(), source, to.dtype(), target, at, n));
      } else {
        Elements kind = Elements.of(to.dtype());
        if (!TransposedCopy.copy(walk, kind, source, target)) {
          forChunks(walk, (at, n) -> move(kind, walk, source, target, at, n));
        }
      }
    } finally {
      to.storage().close(target, access);
      from.storage().close(source, Access.READ);
    }
  }

  private interface ChunkTask {
    void run(int start, int n);
  }

  private static void forChunks(BlockWalk walk, ChunkTask task) {
    Workers.parallelFor(
        (walk.numel() + CHUNK - 1) / CHUNK,
        i -> task.run(i * CHUNK, Math.min(CHUNK, walk.numel() - i * CHUNK)));
  }

  private static void move(
      Elements kind, BlockWalk walk, Object source, Object target, int start, int n) {
    BlockWalk.Cursor to = walk.cursor(0, start);
    BlockWalk.Cursor from = walk.cursor(1, start);
    for (int at = 0; at < n; ) {
      int run = Math.min(to.run(), n - at);
      kind.copy(source, from.position(), from.step(), target, to.position(), to.step(), run);
      to.advance(run);
      from.advance(run);
      at += run;
    }
  }

  private static void convert(
      BlockWalk walk, DType from, Object source, DType to, Object target, int start, int n) {
    Wide wide = Wide.of(from);
    WideReader reader = new WideReader(walk, 1, wide, from, source, start, n);
    WideWriter writer = new WideWriter(walk, 0, wide, to, target, start, n);
    for (int at = 0; at < n; at += Kernels.BLOCK) {
      int length = Math.min(Kernels.BLOCK, n - at);
      writer.next(reader.next(length), length);
    }
  }

  /// See [Kernels#fill].
  static void fill(double value, NdArray to) {
    Object one = PlainArrays.allocate(to.dtype(), 1);
    Wide.DOUBLE.write(new double[] {value}, to.dtype(), one, 0, 1);
    copy(NdArray.wrap(to.dtype(), one, Dims.of()), to);
  }
}
