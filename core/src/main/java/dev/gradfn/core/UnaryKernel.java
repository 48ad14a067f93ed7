package dev.gradfn.core;

/// Applies one [UnaryFunction] to arrays of any type and strides.
final class UnaryKernel {
  /// Elements per task.
  private static final int CHUNK = 16 * Kernels.BLOCK;

  private final UnaryFunction f;
  private final NdArray x;
  private final NdArray out;
  private final Wide wide;
  private final BlockWalk walk;
  private final PointwiseLoop loop;
  private Object source;
  private Object target;

  UnaryKernel(UnaryFunction f, NdArray x, NdArray out) {
    this.f = f;
    this.x = x;
    this.out = out;
    wide = computing(out.dtype(), f.whole() != null);
    walk = new BlockWalk(out.shape(), out.geometry(), x.geometry());
    Object lambda =
        switch (wide) {
          case FLOAT -> f.single();
          case DOUBLE -> f.real();
          case LONG -> f.whole();
        };
    loop = PointwiseLoops.of(lambda, walk.numel());
  }

  /// Integers without an exact form of the function are computed in double.
  static Wide computing(DType dtype, boolean hasWhole) {
    Wide natural = Wide.of(dtype);
    return natural == Wide.LONG && !hasWhole ? Wide.DOUBLE : natural;
  }

  void run() {
    int numel = walk.numel();
    source = x.storage().open(Access.READ);
    Access access = Dense.accessTo(out);
    target = out.storage().open(access);
    try {
      boolean direct = isDirect();
      Workers.parallelFor((numel + CHUNK - 1) / CHUNK, task -> chunk(task * CHUNK, direct));
    } finally {
      out.storage().close(target, access);
      x.storage().close(source, Access.READ);
    }
  }

  private boolean isDirect() {
    return out.dtype() == wide.dtype()
        && x.dtype() == wide.dtype()
        && walk.isRun(0)
        && walk.isRun(1)
        && (isInBlocks() || walk.offset(0) == walk.offset(1));
  }

  private boolean isInBlocks() {
    return wide == Wide.FLOAT && f.block() != null;
  }

  private void chunk(int start, boolean direct) {
    int n = Math.min(CHUNK, walk.numel() - start);
    if (direct && isInBlocks()) {
      blocks((float[]) source, walk.offset(1) + start, (float[]) target, walk.offset(0) + start, n);
    } else if (direct) {
      int from = walk.offset(0) + start;
      apply(source, target, from, from + n);
    } else {
      byBlocks(start, n);
    }
  }

  private void blocks(float[] from, int first, float[] to, int at, int n) {
    for (int i = 0; i < n; i += Kernels.BLOCK) {
      f.block().apply(from, first + i, to, at + i, Math.min(Kernels.BLOCK, n - i));
    }
  }

  private void byBlocks(int start, int n) {
    WideReader reader = new WideReader(walk, 1, wide, x.dtype(), source, start, n);
    WideWriter writer = new WideWriter(walk, 0, wide, out.dtype(), target, start, n);
    for (int at = 0; at < n; at += Kernels.BLOCK) {
      int length = Math.min(Kernels.BLOCK, n - at);
      Object block = reader.next(length);
      if (isInBlocks()) {
        f.block().apply((float[]) block, 0, (float[]) block, 0, length);
      } else {
        apply(block, block, 0, length);
      }
      writer.next(block, length);
    }
  }

  private void apply(Object a, Object o, int from, int to) {
    switch (wide) {
      case FLOAT -> loop.map(f.single(), (float[]) a, (float[]) o, from, to);
      case DOUBLE -> loop.map(f.real(), (double[]) a, (double[]) o, from, to);
      case LONG -> loop.map(f.whole(), (long[]) a, (long[]) o, from, to);
    }
  }
}
