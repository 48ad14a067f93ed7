package dev.gradfn.core;

import java.util.Arrays;

/// Applies one [BinaryFunction] to arrays of any type and strides.
final class BinaryKernel {
  /// Elements per task.
  private static final int CHUNK = 16 * Kernels.BLOCK;

  /// Which operand is one number.
  private enum Scalar {
    NONE,
    X,
    Y
  }

  private final BinaryFunction f;
  private final NdArray x;
  private final NdArray y;
  private final NdArray out;
  private final Wide wide;
  private final BlockWalk walk;
  private final PointwiseLoop loop;
  private final Scalar scalar;
  private Object left;
  private Object right;
  private Object target;

  /// One element: the value of the operand that is a number.
  private Object number;

  BinaryKernel(BinaryFunction f, NdArray x, NdArray y, NdArray out) {
    this.f = f;
    this.x = x;
    this.y = y;
    this.out = out;
    wide = UnaryKernel.computing(out.dtype(), f.whole() != null);
    walk = new BlockWalk(out.shape(), out.geometry(), x.geometry(), y.geometry());
    scalar = walk.isRepeated(2) ? Scalar.Y : walk.isRepeated(1) ? Scalar.X : Scalar.NONE;
    Object lambda =
        switch (wide) {
          case FLOAT -> f.single();
          case DOUBLE -> f.real();
          case LONG -> f.whole();
        };
    loop = PointwiseLoops.of(lambda, walk.numel());
  }

  void run() {
    int numel = walk.numel();
    left = x.storage().open(Access.READ);
    right = y.storage().open(Access.READ);
    Access access = Dense.accessTo(out);
    target = out.storage().open(access);
    try {
      readNumber();
      boolean direct = isDirect();
      Workers.parallelFor((numel + CHUNK - 1) / CHUNK, task -> chunk(task * CHUNK, direct));
    } finally {
      out.storage().close(target, access);
      y.storage().close(right, Access.READ);
      x.storage().close(left, Access.READ);
    }
  }

  private void readNumber() {
    if (scalar == Scalar.NONE) return;
    number = wide.allocate(1);
    if (scalar == Scalar.X) {
      wide.read(x.dtype(), left, walk.offset(1), number, 1);
    } else {
      wide.read(y.dtype(), right, walk.offset(2), number, 1);
    }
  }

  private boolean isDirect() {
    boolean blocks = wide == Wide.FLOAT && f.block() != null;
    return !blocks
        && out.dtype() == wide.dtype()
        && walk.isRun(0)
        && (scalar == Scalar.X || isRunWithOutput(1))
        && (scalar == Scalar.Y || isRunWithOutput(2));
  }

  private boolean isRunWithOutput(int operand) {
    return walk.isRun(operand) && walk.offset(operand) == walk.offset(0);
  }

  private void chunk(int start, boolean direct) {
    int n = Math.min(CHUNK, walk.numel() - start);
    if (direct) {
      int from = walk.offset(0) + start;
      apply(left, right, target, from, from + n);
    } else {
      byBlocks(start, n);
    }
  }

  private void byBlocks(int start, int n) {
    WideReader xs = new WideReader(walk, 1, wide, x.dtype(), left, start, n);
    WideReader ys = new WideReader(walk, 2, wide, y.dtype(), right, start, n);
    WideWriter writer = new WideWriter(walk, 0, wide, out.dtype(), target, start, n);
    Object result = BlockScratch.block(wide, 0);
    boolean blocks = wide == Wide.FLOAT && f.block() != null;
    float[] repeated = blocks && scalar != Scalar.NONE ? repeatNumber() : null;
    for (int at = 0; at < n; at += Kernels.BLOCK) {
      int length = Math.min(Kernels.BLOCK, n - at);
      Object a = scalar == Scalar.X ? repeated : xs.next(length);
      Object b = scalar == Scalar.Y ? repeated : ys.next(length);
      if (blocks) {
        f.block().apply((float[]) a, (float[]) b, (float[]) result, length);
      } else {
        apply(a, b, result, 0, length);
      }
      writer.next(result, length);
    }
  }

  private float[] repeatNumber() {
    float[] repeated = new float[Kernels.BLOCK];
    Arrays.fill(repeated, ((float[]) number)[0]);
    return repeated;
  }

  private void apply(Object a, Object b, Object o, int from, int to) {
    switch (wide) {
      case FLOAT -> floats((float[]) a, (float[]) b, (float[]) o, from, to);
      case DOUBLE -> doubles((double[]) a, (double[]) b, (double[]) o, from, to);
      case LONG -> longs((long[]) a, (long[]) b, (long[]) o, from, to);
    }
  }

  private void floats(float[] a, float[] b, float[] o, int from, int to) {
    switch (scalar) {
      case NONE -> loop.zip(f.single(), a, b, o, from, to);
      case X -> loop.zip(f.single(), ((float[]) number)[0], b, o, from, to);
      case Y -> loop.zip(f.single(), a, ((float[]) number)[0], o, from, to);
    }
  }

  private void doubles(double[] a, double[] b, double[] o, int from, int to) {
    switch (scalar) {
      case NONE -> loop.zip(f.real(), a, b, o, from, to);
      case X -> loop.zip(f.real(), ((double[]) number)[0], b, o, from, to);
      case Y -> loop.zip(f.real(), a, ((double[]) number)[0], o, from, to);
    }
  }

  private void longs(long[] a, long[] b, long[] o, int from, int to) {
    switch (scalar) {
      case NONE -> loop.zip(f.whole(), a, b, o, from, to);
      case X -> loop.zip(f.whole(), ((long[]) number)[0], b, o, from, to);
      case Y -> loop.zip(f.whole(), a, ((long[]) number)[0], o, from, to);
    }
  }
}
