package dev.gradfn.nd4j;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gradfn.core.Access;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.NdArray;
import java.util.Random;

/// float32 arrays for tests: made from a seed, read in row-major order.
final class Arrays32 {
  private Arrays32() {}

  static NdArray random(long seed, long... shape) {
    Random random = new Random(seed);
    float[] values = new float[Math.toIntExact(Dims.of(shape).product())];
    for (int i = 0; i < values.length; i++) values[i] = random.nextFloat(-1, 1);
    return NdArray.wrap(DType.FLOAT32, values, Dims.of(shape));
  }

  /// An output, full of something that no kernel writes.
  static NdArray output(long... shape) {
    float[] values = new float[Math.toIntExact(Dims.of(shape).product())];
    java.util.Arrays.fill(values, 12345);
    return NdArray.wrap(DType.FLOAT32, values, Dims.of(shape));
  }

  static double[] values(NdArray array) {
    Object plain = array.storage().open(Access.READ);
    double[] values = new double[Math.toIntExact(array.numel())];
    for (int i = 0; i < values.length; i++) values[i] = element(plain, position(array, i));
    array.storage().close(plain, Access.READ);
    return values;
  }

  /// Where element `index`, counted in row-major order, is in the storage.
  static int position(NdArray array, long index) {
    long position = array.offset();
    long rest = index;
    for (int d = array.rank() - 1; d >= 0; d--) {
      position += rest % array.shape().get(d) * array.strides().get(d);
      rest /= array.shape().get(d);
    }
    return Math.toIntExact(position);
  }

  private static double element(Object plain, int i) {
    return plain instanceof float[] floats ? floats[i] : ((double[]) plain)[i];
  }

  static void write(NdArray array, int index, float value) {
    float[] plain = (float[]) array.storage().open(Access.UPDATE);
    plain[position(array, index)] = value;
    array.storage().close(plain, Access.UPDATE);
  }

  /// Equal up to `1e-5` of the largest expected value.
  static void assertClose(double[] expected, NdArray actual, String what) {
    double[] values = values(actual);
    assertEquals(expected.length, values.length, what);
    double largest = 1e-3;
    for (double e : expected) largest = Math.max(largest, Math.abs(e));
    for (int i = 0; i < values.length; i++) {
      assertEquals(expected[i], values[i], 1e-5 * largest, what + " at " + i);
    }
  }
}
