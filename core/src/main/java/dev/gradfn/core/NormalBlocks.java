package dev.gradfn.core;

import java.util.function.IntConsumer;

/// Normal numbers in blocks of 16, by Box and Muller: in each block eight uniform numbers give the
/// radii and eight the angles of sixteen normal ones.
///
/// A rest of less than a block is covered by a whole fresh block that ends with the array and
/// replaces some numbers that were done.
final class NormalBlocks {
  /// Numbers per block.
  static final int SIZE = 16;

  private static final int HALF = SIZE / 2;

  /// Blocks that one thread makes before it asks for more.
  private static final int PER_TASK = 512;

  private NormalBlocks() {}

  /// @param out contiguous, at least [#SIZE] elements
  static void fill(NdArray out, RandomSource random, double mean, double std) {
    int n = Math.toIntExact(out.numel());
    int at = Math.toIntExact(out.offset());
    Access access = Dense.accessTo(out);
    Object array = out.storage().open(access);
    try {
      switch (out.dtype()) {
        case FLOAT64 -> doubles((double[]) array, at, n, random, mean, std);
        case FLOAT32 -> floats((float[]) array, at, n, n, random, (float) mean, (float) std);
        default -> {
          float[] wide = new float[n];
          // The half types draw for whole blocks alone.
          floats(wide, 0, n, n / SIZE * SIZE, random, (float) mean, (float) std);
          Wide.FLOAT.write(wide, out.dtype(), array, at, n);
        }
      }
    } finally {
      out.storage().close(array, access);
    }
  }

  /// The draws are one stream, but what is made of them is not.
  private static void inParallel(int blocks, IntConsumer body) {
    Workers.parallelFor(
        (blocks + PER_TASK - 1) / PER_TASK,
        task -> {
          int end = Math.min(blocks, (task + 1) * PER_TASK);
          for (int block = task * PER_TASK; block < end; block++) body.accept(block);
        });
  }

  private static void doubles(
      double[] x, int at, int n, RandomSource random, double mean, double std) {
    for (int i = 0; i < n; i++) x[at + i] = random.uniformDouble();
    inParallel(n / SIZE, block -> block(x, at + block * SIZE, mean, std));
    if (n % SIZE == 0) return;
    int last = at + n - SIZE;
    for (int i = 0; i < SIZE; i++) x[last + i] = random.uniformDouble();
    block(x, last, mean, std);
  }

  private static void block(double[] x, int at, double mean, double std) {
    for (int i = at; i < at + HALF; i++) {
      double radius = Math.sqrt(-2 * Math.log(1 - x[i]));
      double angle = 2 * Math.PI * x[i + HALF];
      x[i] = Math.fma(radius * Math.cos(angle), std, mean);
      x[i + HALF] = Math.fma(radius * Math.sin(angle), std, mean);
    }
  }

  private static void floats(
      float[] x, int at, int n, int drawn, RandomSource random, float mean, float std) {
    for (int i = 0; i < drawn; i++) x[at + i] = random.uniformFloat();
    inParallel(n / SIZE, block -> block(x, at + block * SIZE, mean, std));
    if (n % SIZE == 0) return;
    int last = at + n - SIZE;
    for (int i = 0; i < SIZE; i++) x[last + i] = random.uniformFloat();
    block(x, last, mean, std);
  }

  private static void block(float[] x, int at, float mean, float std) {
    for (int i = at; i < at + HALF; i++) {
      double radius = Math.sqrt(-2 * Math.log(1 - x[i]));
      double angle = 2 * Math.PI * x[i + HALF];
      x[i] = Math.fma((float) (radius * Math.cos(angle)), std, mean);
      x[i + HALF] = Math.fma((float) (radius * Math.sin(angle)), std, mean);
    }
  }
}
