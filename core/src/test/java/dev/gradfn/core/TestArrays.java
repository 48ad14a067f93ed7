package dev.gradfn.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;

/// Arrays for the kernel tests, and plain ways to read and compare them.
///
/// Values are read and written one by one through double, independently of the kernels.
final class TestArrays {
  private static final Random RANDOM = new Random(1);

  private TestArrays() {}

  /// How an array lies in its storage.
  enum Layout {
    DENSE,
    /// Begins in the middle of a larger storage.
    OFFSET,
    /// Dimensions in reverse order in memory.
    REVERSED,
    /// Every second element of a larger storage.
    STEPPED
  }

  static NdArray empty(DType dtype, Layout layout, long... shape) {
    Dims dims = Dims.of(shape);
    Geometry geometry =
        switch (layout) {
          case DENSE -> Geometry.contiguous(dims);
          case OFFSET -> new Geometry(dims, dims.contiguousStrides(), 3);
          case REVERSED -> reversed(dims);
          case STEPPED -> new Geometry(dims, dims.contiguousStrides().map(s -> 2 * s), 1);
        };
    long size = geometry.extent() + (layout == Layout.DENSE ? 0 : 2);
    return new NdArray(Storage.allocate(dtype, size), geometry);
  }

  private static Geometry reversed(Dims dims) {
    int[] order = new int[dims.rank()];
    for (int i = 0; i < order.length; i++) order[i] = order.length - 1 - i;
    return Geometry.contiguous(dims.permute(order)).permute(order);
  }

  static NdArray random(DType dtype, Layout layout, long... shape) {
    NdArray array = empty(dtype, layout, shape);
    for (long i = 0; i < array.numel(); i++) set(array, i, value(dtype));
    return array;
  }

  static NdArray random(DType dtype, long... shape) {
    return random(dtype, Layout.DENSE, shape);
  }

  private static double value(DType dtype) {
    return switch (dtype) {
      case BOOL -> RANDOM.nextInt(2);
      case UINT8 -> RANDOM.nextInt(256);
      case INT8, INT16, INT32, INT64 -> RANDOM.nextInt(200) - 100;
      default -> RANDOM.nextGaussian();
    };
  }

  static NdArray floats(long[] shape, float... values) {
    return NdArray.wrap(DType.FLOAT32, values, Dims.of(shape));
  }

  /// Index in the storage of the `i`-th element in row-major order.
  static int indexOf(NdArray array, long i) {
    long index = array.offset();
    long rest = i;
    for (int d = array.rank() - 1; d >= 0; d--) {
      index += rest % array.shape().get(d) * array.strides().get(d);
      rest /= array.shape().get(d);
    }
    return (int) index;
  }

  static double get(NdArray array, long i) {
    int at = indexOf(array, i);
    Object plain = array.storage().open(Access.READ);
    return switch (array.dtype()) {
      case BOOL, INT8 -> ((byte[]) plain)[at];
      case UINT8 -> ((byte[]) plain)[at] & 0xff;
      case INT16 -> ((short[]) plain)[at];
      case INT32 -> ((int[]) plain)[at];
      case INT64 -> ((long[]) plain)[at];
      case FLOAT16 -> Float.float16ToFloat(((short[]) plain)[at]);
      case BFLOAT16 -> Float.intBitsToFloat(((short[]) plain)[at] << 16);
      case FLOAT32 -> ((float[]) plain)[at];
      case FLOAT64 -> ((double[]) plain)[at];
    };
  }

  static void set(NdArray array, long i, double value) {
    int at = indexOf(array, i);
    Object plain = array.storage().open(Access.UPDATE);
    switch (array.dtype()) {
      case BOOL, INT8, UINT8 -> ((byte[]) plain)[at] = (byte) (int) value;
      case INT16 -> ((short[]) plain)[at] = (short) value;
      case INT32 -> ((int[]) plain)[at] = (int) value;
      case INT64 -> ((long[]) plain)[at] = (long) value;
      case FLOAT16 -> ((short[]) plain)[at] = Float.floatToFloat16((float) value);
      case BFLOAT16 ->
          ((short[]) plain)[at] = (short) (Float.floatToRawIntBits((float) value) >>> 16);
      case FLOAT32 -> ((float[]) plain)[at] = (float) value;
      case FLOAT64 -> ((double[]) plain)[at] = value;
    }
  }

  static double[] values(NdArray array) {
    double[] values = new double[(int) array.numel()];
    for (int i = 0; i < values.length; i++) values[i] = get(array, i);
    return values;
  }

  /// Index, in row-major order, of the element of `array` that goes with the `i`-th of `shape`.
  static long broadcast(NdArray array, Dims shape, long i) {
    long rest = i;
    long index = 0;
    long step = 1;
    for (int d = 1; d <= shape.rank(); d++) {
      long at = rest % shape.get(-d);
      rest /= shape.get(-d);
      if (d > array.rank()) continue;
      if (array.shape().get(-d) != 1) index += at * step;
      step *= array.shape().get(-d);
    }
    return index;
  }

  static double tolerance(DType dtype) {
    return switch (dtype) {
      case FLOAT64 -> 1e-12;
      case FLOAT32 -> 1e-5;
      case FLOAT16 -> 2e-3;
      case BFLOAT16 -> 2e-2;
      default -> 0;
    };
  }

  /// Each element within the type's tolerance, relative to `scale` and the element.
  static void assertClose(double[] expected, NdArray actual, double scale, String what) {
    double tolerance = tolerance(actual.dtype());
    for (int i = 0; i < expected.length; i++) {
      double allowed = tolerance * Math.max(scale, Math.abs(expected[i]));
      assertEquals(expected[i], get(actual, i), allowed, what + ", element " + i);
    }
  }
}
