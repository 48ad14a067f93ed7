package dev.gradfn.core;

/// Fills arrays with random numbers, in the order of their memory: dimensions by descending stride.
public final class RandomKernel {

  /// One number, from as many draws as it needs.
  public interface RealDraw {
    double next(RandomSource random);
  }

  /// The same for whole numbers.
  public interface WholeDraw {
    long next(RandomSource random);
  }

  private interface BlockDraw {
    void next(Object block, int n);
  }

  private RandomKernel() {}

  /// One draw per element, computed in double and rounded once.
  public static void reals(NdArray out, RandomSource random, RealDraw draw) {
    fill(
        out,
        Wide.DOUBLE,
        (block, n) -> {
          double[] numbers = (double[]) block;
          for (int i = 0; i < n; i++) numbers[i] = draw.next(random);
        });
  }

  public static void wholes(NdArray out, RandomSource random, WholeDraw draw) {
    fill(
        out,
        Wide.LONG,
        (block, n) -> {
          long[] numbers = (long[]) block;
          for (int i = 0; i < n; i++) numbers[i] = draw.next(random);
        });
  }

  /// Uniform in `[from, to)`. What rounds to the upper bound becomes the lower one.
  public static void uniform(NdArray out, RandomSource random, double from, double to) {
    if (out.dtype() == DType.FLOAT64) {
      reals(
          out,
          random,
          source -> {
            double x = Math.fma(source.uniformDouble(), to - from, from);
            return x >= to ? from : x;
          });
    } else {
      uniformFloats(out, random, (float) from, (float) to);
    }
  }

  private static void uniformFloats(NdArray out, RandomSource random, float from, float to) {
    float range = to - from;
    float end = rounded(to, out.dtype());
    boolean rounds = out.dtype() != DType.FLOAT32;
    fill(
        out,
        Wide.FLOAT,
        (block, n) -> {
          float[] numbers = (float[]) block;
          for (int i = 0; i < n; i++) {
            float x = Math.fma(random.uniformFloat(), range, from);
            numbers[i] = (rounds ? rounded(x, out.dtype()) : x) >= end ? from : x;
          }
        });
  }

  private static float rounded(float x, DType dtype) {
    return switch (dtype) {
      case FLOAT16 -> Float.float16ToFloat(Float.floatToFloat16(x));
      case BFLOAT16 -> Float.intBitsToFloat(Wide.toBfloat16(x) << 16);
      default -> x;
    };
  }

  /// Normal. Dense arrays of 16 elements and more are made block by block, which draws other
  /// numbers than one by one.
  public static void normal(NdArray out, RandomSource random, double mean, double std) {
    if (out.numel() >= NormalBlocks.SIZE && out.isContiguous()) {
      NormalBlocks.fill(out, random, mean, std);
    } else {
      reals(out, random, source -> Math.fma(source.normal(), std, mean));
    }
  }

  /// The numbers from 0 on in random order.
  public static void shuffle(long[] out, RandomSource random) {
    for (int i = 0; i < out.length; i++) out[i] = i;
    for (int i = 0; i < out.length - 1; i++) {
      int other = i + Integer.remainderUnsigned(random.bits32(), out.length - i);
      long moved = out[i];
      out[i] = out[other];
      out[other] = moved;
    }
  }

  private static void fill(NdArray out, Wide wide, BlockDraw draw) {
    BlockWalk walk = new BlockWalk(out.shape(), out.geometry());
    int numel = walk.numel();
    if (numel == 0) return;
    Access access = Dense.accessTo(out);
    Object array = out.storage().open(access);
    try {
      WideWriter writer = new WideWriter(walk, 0, wide, out.dtype(), array, 0, numel);
      Object block = wide.allocate(Math.min(numel, Kernels.BLOCK));
      for (int at = 0; at < numel; at += Kernels.BLOCK) {
        int n = Math.min(Kernels.BLOCK, numel - at);
        draw.next(block, n);
        writer.next(block, n);
      }
    } finally {
      out.storage().close(array, access);
    }
  }
}
