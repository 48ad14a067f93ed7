package dev.gradfn.core;

import java.util.Arrays;

/// Moves elements between plain arrays of one type, with any step on either side.
///
/// One small method per Java array type: shared code over `Object` would not be compiled well.
enum Elements {
  BYTES {
    @Override
    void copyStepping(Object from, int f, int fStep, Object to, int t, int tStep, int n) {
      byte[] source = (byte[]) from;
      byte[] target = (byte[]) to;
      for (int i = 0; i < n; i++) target[t + i * tStep] = source[f + i * fStep];
    }

    @Override
    void repeat(Object from, int f, Object to, int t, int n) {
      Arrays.fill((byte[]) to, t, t + n, ((byte[]) from)[f]);
    }
  },
  SHORTS {
    @Override
    void copyStepping(Object from, int f, int fStep, Object to, int t, int tStep, int n) {
      short[] source = (short[]) from;
      short[] target = (short[]) to;
      for (int i = 0; i < n; i++) target[t + i * tStep] = source[f + i * fStep];
    }

    @Override
    void repeat(Object from, int f, Object to, int t, int n) {
      Arrays.fill((short[]) to, t, t + n, ((short[]) from)[f]);
    }
  },
  INTS {
    @Override
    void copyStepping(Object from, int f, int fStep, Object to, int t, int tStep, int n) {
      int[] source = (int[]) from;
      int[] target = (int[]) to;
      for (int i = 0; i < n; i++) target[t + i * tStep] = source[f + i * fStep];
    }

    @Override
    void repeat(Object from, int f, Object to, int t, int n) {
      Arrays.fill((int[]) to, t, t + n, ((int[]) from)[f]);
    }
  },
  LONGS {
    @Override
    void copyStepping(Object from, int f, int fStep, Object to, int t, int tStep, int n) {
      long[] source = (long[]) from;
      long[] target = (long[]) to;
      for (int i = 0; i < n; i++) target[t + i * tStep] = source[f + i * fStep];
    }

    @Override
    void repeat(Object from, int f, Object to, int t, int n) {
      Arrays.fill((long[]) to, t, t + n, ((long[]) from)[f]);
    }
  },
  FLOATS {
    @Override
    void copyStepping(Object from, int f, int fStep, Object to, int t, int tStep, int n) {
      float[] source = (float[]) from;
      float[] target = (float[]) to;
      for (int i = 0; i < n; i++) target[t + i * tStep] = source[f + i * fStep];
    }

    @Override
    void repeat(Object from, int f, Object to, int t, int n) {
      Arrays.fill((float[]) to, t, t + n, ((float[]) from)[f]);
    }
  },
  DOUBLES {
    @Override
    void copyStepping(Object from, int f, int fStep, Object to, int t, int tStep, int n) {
      double[] source = (double[]) from;
      double[] target = (double[]) to;
      for (int i = 0; i < n; i++) target[t + i * tStep] = source[f + i * fStep];
    }

    @Override
    void repeat(Object from, int f, Object to, int t, int n) {
      Arrays.fill((double[]) to, t, t + n, ((double[]) from)[f]);
    }
  };

  static Elements of(DType dtype) {
    return switch (dtype) {
      case BOOL, UINT8, INT8 -> BYTES;
      case INT16, FLOAT16, BFLOAT16 -> SHORTS;
      case INT32 -> INTS;
      case INT64 -> LONGS;
      case FLOAT32 -> FLOATS;
      case FLOAT64 -> DOUBLES;
    };
  }

  /// `n` elements from index `f` on, every `fStep`-th, to index `t` on, every `tStep`-th. A step of
  /// 0 reads the same element again and again.
  final void copy(Object from, int f, int fStep, Object to, int t, int tStep, int n) {
    if (n <= 0) return;
    if (tStep == 1 && fStep == 1) {
      System.arraycopy(from, f, to, t, n);
    } else if (tStep == 1 && fStep == 0) {
      repeat(from, f, to, t, n);
    } else {
      copyStepping(from, f, fStep, to, t, tStep, n);
    }
  }

  /// Element `t` becomes 0.
  final void clear(Object to, int t) {
    java.lang.reflect.Array.setByte(to, t, (byte) 0);
  }

  abstract void copyStepping(Object from, int f, int fStep, Object to, int t, int tStep, int n);

  abstract void repeat(Object from, int f, Object to, int t, int n);
}
