package dev.gradfn.core;

/// Java arrays by element type: the plain memory of a [Storage].
final class PlainArrays {
  private PlainArrays() {}

  static Object allocate(DType dtype, int size) {
    return switch (dtype) {
      case BOOL, UINT8, INT8 -> new byte[size];
      case INT16, FLOAT16, BFLOAT16 -> new short[size];
      case INT32 -> new int[size];
      case INT64 -> new long[size];
      case FLOAT32 -> new float[size];
      case FLOAT64 -> new double[size];
    };
  }

  static long bytes(Object array) {
    return switch (array) {
      case byte[] a -> a.length;
      case short[] a -> 2L * a.length;
      case int[] a -> 4L * a.length;
      case float[] a -> 4L * a.length;
      case long[] a -> 8L * a.length;
      case double[] a -> 8L * a.length;
      default -> throw new IllegalArgumentException("not plain memory: " + array.getClass());
    };
  }

  static void requireArrayOf(DType dtype, Object array) {
    Class<?> expected = allocate(dtype, 0).getClass();
    if (array.getClass() != expected) {
      throw new IllegalArgumentException(
          "storage: "
              + dtype.torchName()
              + " is kept in a "
              + expected.getSimpleName()
              + ", got "
              + array.getClass().getSimpleName());
    }
  }
}
