package dev.gradfn.onednn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gradfn.core.Access;
import dev.gradfn.core.Backends;
import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.core.Dims;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;
import java.util.Random;

/// Float32 arrays for tests, with their contents in Java or in oneDNN's memory.
final class Arrays32 {
  /// What is right.
  static final KernelChain JAVA = java();

  private static final Random RANDOM = new Random(7);

  private Arrays32() {}

  private static KernelChain java() {
    Backends.use("java", Device.CPU);
    return Backends.kernels();
  }

  static NdArray random(long... shape) {
    Dims dims = Dims.of(shape);
    float[] values = new float[Math.toIntExact(dims.product())];
    for (int i = 0; i < values.length; i++) values[i] = (float) RANDOM.nextGaussian();
    return NdArray.wrap(DType.FLOAT32, values, dims);
  }

  static NdArray empty(long... shape) {
    return NdArray.allocate(DType.FLOAT32, Dims.of(shape));
  }

  /// The same array, its contents channels last in native memory and nowhere else.
  static NdArray atHome(NdArray array) {
    array.storage().form(Layout.channelsLast(array.shape()), Access.UPDATE);
    return array;
  }

  /// Where the contents are now: `java`, or as a layout describes itself.
  static String place(NdArray array) {
    Block home = Operands.home(array);
    return home == null ? "java" : home.layout();
  }

  static float[] values(NdArray array) {
    NdArray dense = NdArray.allocate(array.dtype(), array.shape());
    JAVA.copy(array, dense);
    float[] all = (float[]) dense.storage().open(Access.READ);
    dense.storage().close(all, Access.READ);
    return java.util.Arrays.copyOf(all, Math.toIntExact(array.numel()));
  }

  static void assertClose(NdArray expected, NdArray actual, double tolerance) {
    float[] wanted = values(expected);
    float[] got = values(actual);
    assertEquals(wanted.length, got.length);
    double scale = 1e-30;
    for (float value : wanted)
      scale = Float.isNaN(value) ? scale : Math.max(scale, Math.abs(value));
    for (int i = 0; i < wanted.length; i++) {
      if (wanted[i] == got[i]) continue;
      assertEquals(wanted[i], got[i], Math.max(tolerance * scale, 1e-37), "element " + i);
    }
  }
}
