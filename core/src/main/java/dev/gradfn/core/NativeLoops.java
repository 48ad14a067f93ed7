package dev.gradfn.core;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// Pointwise functions of float32 numbers that lie in native memory, in any order that all operands
/// share: for backends, which so keep data where it is. Results are those of the Java kernels,
/// because the loops are the same.
///
/// Blocks are copied in and out: a loop that has seen native memory too would be slow on arrays for
/// good. Segments have the length of `out`; `out` may be one of the operands.
public final class NativeLoops {
  /// Elements per task.
  private static final int CHUNK = 16 * Kernels.BLOCK;

  private NativeLoops() {}

  /// `out = f(x)`.
  public static void map(UnaryFunction f, MemorySegment x, MemorySegment out) {
    PointwiseLoop loop = PointwiseLoops.of(f.single(), length(out));
    inBlocks(
        length(out),
        (at, n) -> {
          float[] block = read(x, at, n, 1);
          if (f.block() != null) f.block().apply(block, 0, block, 0, n);
          else loop.map(f.single(), block, block, 0, n);
          write(block, out, at, n);
        });
  }

  /// `out = f(x, y)`.
  public static void zip(BinaryFunction f, MemorySegment x, MemorySegment y, MemorySegment out) {
    PointwiseLoop loop = PointwiseLoops.of(f.single(), length(out));
    inBlocks(
        length(out),
        (at, n) -> {
          float[] left = read(x, at, n, 1);
          float[] right = read(y, at, n, 2);
          if (f.block() != null) f.block().apply(left, right, left, n);
          else loop.zip(f.single(), left, right, left, 0, n);
          write(left, out, at, n);
        });
  }

  /// `out = f(x, y)` with one number for all elements.
  public static void zip(BinaryFunction f, MemorySegment x, float y, MemorySegment out) {
    PointwiseLoop loop = PointwiseLoops.of(f.single(), length(out));
    inBlocks(length(out), (at, n) -> number(f, loop, x, y, out, at, n));
  }

  /// `out = f(x, y)` with one number for all elements.
  public static void zip(BinaryFunction f, float x, MemorySegment y, MemorySegment out) {
    PointwiseLoop loop = PointwiseLoops.of(f.single(), length(out));
    inBlocks(
        length(out),
        (at, n) -> {
          float[] right = read(y, at, n, 2);
          if (f.block() != null) f.block().apply(repeated(x, 1), right, right, n);
          else loop.zip(f.single(), x, right, right, 0, n);
          write(right, out, at, n);
        });
  }

  /// `out = f(x, y)` with one number of `y` for each of the rows in which `x` lies.
  public static void zipRows(BinaryFunction f, MemorySegment x, float[] y, MemorySegment out) {
    PointwiseLoop loop = PointwiseLoops.of(f.single(), length(out));
    int row = length(out) / y.length;
    int perTask = Math.max(1, CHUNK / row);
    Workers.parallelFor(
        (y.length + perTask - 1) / perTask,
        task -> {
          int end = Math.min(y.length, (task + 1) * perTask);
          for (int r = task * perTask; r < end; r++) {
            float number = y[r];
            blocks(r * row, (r + 1) * row, (at, n) -> number(f, loop, x, number, out, at, n));
          }
        });
  }

  private interface Block {
    void run(int at, int n);
  }

  private static void inBlocks(int length, Block block) {
    Workers.parallelFor(
        (length + CHUNK - 1) / CHUNK,
        task -> blocks(task * CHUNK, Math.min(length, (task + 1) * CHUNK), block));
  }

  private static void blocks(int from, int to, Block block) {
    for (int at = from; at < to; at += Kernels.BLOCK) {
      block.run(at, Math.min(Kernels.BLOCK, to - at));
    }
  }

  private static void number(
      BinaryFunction f,
      PointwiseLoop loop,
      MemorySegment x,
      float y,
      MemorySegment out,
      int at,
      int n) {
    float[] left = read(x, at, n, 1);
    if (f.block() != null) f.block().apply(left, repeated(y, 2), left, n);
    else loop.zip(f.single(), left, y, left, 0, n);
    write(left, out, at, n);
  }

  private static int length(MemorySegment floats) {
    return Math.toIntExact(floats.byteSize() / Float.BYTES);
  }

  private static float[] read(MemorySegment from, int at, int n, int slot) {
    float[] block = (float[]) BlockScratch.block(Wide.FLOAT, slot);
    MemorySegment.copy(from, ValueLayout.JAVA_FLOAT, (long) at * Float.BYTES, block, 0, n);
    return block;
  }

  private static void write(float[] block, MemorySegment to, int at, int n) {
    MemorySegment.copy(block, 0, to, ValueLayout.JAVA_FLOAT, (long) at * Float.BYTES, n);
  }

  private static float[] repeated(float number, int slot) {
    float[] block = (float[]) BlockScratch.block(Wide.FLOAT, slot);
    Arrays.fill(block, number);
    return block;
  }
}
