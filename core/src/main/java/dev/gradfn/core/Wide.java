package dev.gradfn.core;

/// The three types that pointwise loops compute in, and the way from and to all others.
///
/// The natural wide type of a dtype holds each of its values exactly. Conversions are PyTorch's:
/// floating point to integer truncates, anything to bool is `!= 0`, anything to a half type goes
/// through float32, and what does not fit becomes what an x86 processor makes of it.
enum Wide {
  FLOAT(DType.FLOAT32),
  DOUBLE(DType.FLOAT64),
  LONG(DType.INT64);

  private final DType dtype;

  Wide(DType dtype) {
    this.dtype = dtype;
  }

  static Wide of(DType dtype) {
    return switch (dtype) {
      case FLOAT16, BFLOAT16, FLOAT32 -> FLOAT;
      case FLOAT64 -> DOUBLE;
      case BOOL, UINT8, INT8, INT16, INT32, INT64 -> LONG;
    };
  }

  /// The dtype whose plain array this is.
  DType dtype() {
    return dtype;
  }

  Object allocate(int n) {
    return PlainArrays.allocate(dtype, n);
  }

  /// `n` elements of `dtype`, from index `from` on, into this wide type's array from 0 on.
  void read(DType dtype, Object array, int from, Object wide, int n) {
    switch (this) {
      case FLOAT -> readFloats(dtype, array, from, (float[]) wide, n);
      case DOUBLE -> readDoubles(dtype, array, from, (double[]) wide, n);
      case LONG -> readLongs(dtype, array, from, (long[]) wide, n);
    }
  }

  /// The reverse of [#read].
  void write(Object wide, DType dtype, Object array, int to, int n) {
    switch (this) {
      case FLOAT -> writeFloats((float[]) wide, dtype, array, to, n);
      case DOUBLE -> writeDoubles((double[]) wide, dtype, array, to, n);
      case LONG -> writeLongs((long[]) wide, dtype, array, to, n);
    }
  }

  private static void readFloats(DType dtype, Object array, int from, float[] wide, int n) {
    switch (dtype) {
      case FLOAT32 -> System.arraycopy(array, from, wide, 0, n);
      case FLOAT64 -> {
        double[] a = (double[]) array;
        for (int i = 0; i < n; i++) wide[i] = (float) a[from + i];
      }
      case FLOAT16 -> {
        short[] a = (short[]) array;
        for (int i = 0; i < n; i++) wide[i] = Float.float16ToFloat(a[from + i]);
      }
      case BFLOAT16 -> {
        short[] a = (short[]) array;
        for (int i = 0; i < n; i++) wide[i] = Float.intBitsToFloat(a[from + i] << 16);
      }
      case BOOL, UINT8 -> {
        byte[] a = (byte[]) array;
        for (int i = 0; i < n; i++) wide[i] = a[from + i] & 0xff;
      }
      case INT8 -> {
        byte[] a = (byte[]) array;
        for (int i = 0; i < n; i++) wide[i] = a[from + i];
      }
      case INT16 -> {
        short[] a = (short[]) array;
        for (int i = 0; i < n; i++) wide[i] = a[from + i];
      }
      case INT32 -> {
        int[] a = (int[]) array;
        for (int i = 0; i < n; i++) wide[i] = a[from + i];
      }
      case INT64 -> {
        long[] a = (long[]) array;
        for (int i = 0; i < n; i++) wide[i] = a[from + i];
      }
    }
  }

  private static void readDoubles(DType dtype, Object array, int from, double[] wide, int n) {
    switch (dtype) {
      case FLOAT32 -> {
        float[] a = (float[]) array;
        for (int i = 0; i < n; i++) wide[i] = a[from + i];
      }
      case FLOAT64 -> System.arraycopy(array, from, wide, 0, n);
      case FLOAT16 -> {
        short[] a = (short[]) array;
        for (int i = 0; i < n; i++) wide[i] = Float.float16ToFloat(a[from + i]);
      }
      case BFLOAT16 -> {
        short[] a = (short[]) array;
        for (int i = 0; i < n; i++) wide[i] = Float.intBitsToFloat(a[from + i] << 16);
      }
      case BOOL, UINT8 -> {
        byte[] a = (byte[]) array;
        for (int i = 0; i < n; i++) wide[i] = a[from + i] & 0xff;
      }
      case INT8 -> {
        byte[] a = (byte[]) array;
        for (int i = 0; i < n; i++) wide[i] = a[from + i];
      }
      case INT16 -> {
        short[] a = (short[]) array;
        for (int i = 0; i < n; i++) wide[i] = a[from + i];
      }
      case INT32 -> {
        int[] a = (int[]) array;
        for (int i = 0; i < n; i++) wide[i] = a[from + i];
      }
      case INT64 -> {
        long[] a = (long[]) array;
        for (int i = 0; i < n; i++) wide[i] = a[from + i];
      }
    }
  }

  private static void readLongs(DType dtype, Object array, int from, long[] wide, int n) {
    switch (dtype) {
      case FLOAT32 -> {
        float[] a = (float[]) array;
        for (int i = 0; i < n; i++) wide[i] = toLong(a[from + i]);
      }
      case FLOAT64 -> {
        double[] a = (double[]) array;
        for (int i = 0; i < n; i++) wide[i] = toLong(a[from + i]);
      }
      case FLOAT16 -> {
        short[] a = (short[]) array;
        for (int i = 0; i < n; i++) wide[i] = toLong(Float.float16ToFloat(a[from + i]));
      }
      case BFLOAT16 -> {
        short[] a = (short[]) array;
        for (int i = 0; i < n; i++) wide[i] = toLong(Float.intBitsToFloat(a[from + i] << 16));
      }
      case BOOL, UINT8 -> {
        byte[] a = (byte[]) array;
        for (int i = 0; i < n; i++) wide[i] = a[from + i] & 0xff;
      }
      case INT8 -> {
        byte[] a = (byte[]) array;
        for (int i = 0; i < n; i++) wide[i] = a[from + i];
      }
      case INT16 -> {
        short[] a = (short[]) array;
        for (int i = 0; i < n; i++) wide[i] = a[from + i];
      }
      case INT32 -> {
        int[] a = (int[]) array;
        for (int i = 0; i < n; i++) wide[i] = a[from + i];
      }
      case INT64 -> System.arraycopy(array, from, wide, 0, n);
    }
  }

  private static void writeFloats(float[] wide, DType dtype, Object array, int to, int n) {
    switch (dtype) {
      case FLOAT32 -> System.arraycopy(wide, 0, array, to, n);
      case FLOAT64 -> {
        double[] a = (double[]) array;
        for (int i = 0; i < n; i++) a[to + i] = wide[i];
      }
      case FLOAT16 -> {
        short[] a = (short[]) array;
        for (int i = 0; i < n; i++) a[to + i] = Float.floatToFloat16(wide[i]);
      }
      case BFLOAT16 -> {
        short[] a = (short[]) array;
        for (int i = 0; i < n; i++) a[to + i] = toBfloat16(wide[i]);
      }
      case BOOL -> {
        byte[] a = (byte[]) array;
        for (int i = 0; i < n; i++) a[to + i] = (byte) (wide[i] != 0 ? 1 : 0);
      }
      case UINT8, INT8 -> {
        byte[] a = (byte[]) array;
        for (int i = 0; i < n; i++) a[to + i] = (byte) toInt(wide[i]);
      }
      case INT16 -> {
        short[] a = (short[]) array;
        for (int i = 0; i < n; i++) a[to + i] = (short) toInt(wide[i]);
      }
      case INT32 -> {
        int[] a = (int[]) array;
        for (int i = 0; i < n; i++) a[to + i] = toInt(wide[i]);
      }
      case INT64 -> {
        long[] a = (long[]) array;
        for (int i = 0; i < n; i++) a[to + i] = toLong(wide[i]);
      }
    }
  }

  private static void writeDoubles(double[] wide, DType dtype, Object array, int to, int n) {
    switch (dtype) {
      case FLOAT32 -> {
        float[] a = (float[]) array;
        for (int i = 0; i < n; i++) a[to + i] = (float) wide[i];
      }
      case FLOAT64 -> System.arraycopy(wide, 0, array, to, n);
      case FLOAT16 -> {
        short[] a = (short[]) array;
        for (int i = 0; i < n; i++) a[to + i] = Float.floatToFloat16((float) wide[i]);
      }
      case BFLOAT16 -> {
        short[] a = (short[]) array;
        for (int i = 0; i < n; i++) a[to + i] = toBfloat16((float) wide[i]);
      }
      case BOOL -> {
        byte[] a = (byte[]) array;
        for (int i = 0; i < n; i++) a[to + i] = (byte) (wide[i] != 0 ? 1 : 0);
      }
      case UINT8, INT8 -> {
        byte[] a = (byte[]) array;
        for (int i = 0; i < n; i++) a[to + i] = (byte) toInt(wide[i]);
      }
      case INT16 -> {
        short[] a = (short[]) array;
        for (int i = 0; i < n; i++) a[to + i] = (short) toInt(wide[i]);
      }
      case INT32 -> {
        int[] a = (int[]) array;
        for (int i = 0; i < n; i++) a[to + i] = toInt(wide[i]);
      }
      case INT64 -> {
        long[] a = (long[]) array;
        for (int i = 0; i < n; i++) a[to + i] = toLong(wide[i]);
      }
    }
  }

  private static void writeLongs(long[] wide, DType dtype, Object array, int to, int n) {
    switch (dtype) {
      case FLOAT32 -> {
        float[] a = (float[]) array;
        for (int i = 0; i < n; i++) a[to + i] = wide[i];
      }
      case FLOAT64 -> {
        double[] a = (double[]) array;
        for (int i = 0; i < n; i++) a[to + i] = wide[i];
      }
      case FLOAT16 -> {
        short[] a = (short[]) array;
        for (int i = 0; i < n; i++) a[to + i] = Float.floatToFloat16(wide[i]);
      }
      case BFLOAT16 -> {
        short[] a = (short[]) array;
        for (int i = 0; i < n; i++) a[to + i] = toBfloat16(wide[i]);
      }
      case BOOL -> {
        byte[] a = (byte[]) array;
        for (int i = 0; i < n; i++) a[to + i] = (byte) (wide[i] != 0 ? 1 : 0);
      }
      case UINT8, INT8 -> {
        byte[] a = (byte[]) array;
        for (int i = 0; i < n; i++) a[to + i] = (byte) wide[i];
      }
      case INT16 -> {
        short[] a = (short[]) array;
        for (int i = 0; i < n; i++) a[to + i] = (short) wide[i];
      }
      case INT32 -> {
        int[] a = (int[]) array;
        for (int i = 0; i < n; i++) a[to + i] = (int) wide[i];
      }
      case INT64 -> System.arraycopy(wide, 0, array, to, n);
    }
  }

  /// To the nearest, ties to even; a nan stays one.
  static short toBfloat16(float x) {
    if (x != x) return 0x7fc0;
    int bits = Float.floatToRawIntBits(x);
    return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
  }

  /// What `cvttsd2si` gives: the smallest number for whatever does not fit.
  private static long toLong(double x) {
    long truncated = (long) x;
    return truncated == Long.MAX_VALUE || x != x ? Long.MIN_VALUE : truncated;
  }

  private static int toInt(double x) {
    int truncated = (int) x;
    boolean fits = x > -2147483649.0 && x < 2147483648.0;
    return fits ? truncated : Integer.MIN_VALUE;
  }
}
