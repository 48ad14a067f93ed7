package dev.gradfn.op;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Access;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.NdArray;
import java.util.function.DoubleSupplier;

/// Central differences, with the step and the tolerances of `torch.autograd.gradcheck`.
final class NumericGradient {
  private static final double STEP = 1e-6;
  private static final double RELATIVE = 1e-3;
  private static final double ABSOLUTE = 1e-5;

  private NumericGradient() {}

  /// The derivative of `f` by every element of `x` (float64, any strides), in row-major order. The
  /// elements are changed behind autograd's back, and restored.
  static double[] of(DoubleSupplier f, Tensor x) {
    double[] gradient = new double[Math.toIntExact(x.numel())];
    for (int i = 0; i < gradient.length; i++) {
      double before = move(x, i, STEP);
      double above = f.getAsDouble();
      set(x, i, before - STEP);
      double below = f.getAsDouble();
      set(x, i, before);
      gradient[i] = (above - below) / (2 * STEP);
    }
    return gradient;
  }

  static void assertClose(double[] numeric, double[] analytic, String what) {
    assertTrue(numeric.length == analytic.length, what + ": number of elements");
    for (int i = 0; i < numeric.length; i++) {
      double allowed = ABSOLUTE + RELATIVE * Math.abs(numeric[i]);
      boolean close = Math.abs(numeric[i] - analytic[i]) <= allowed;
      assertTrue(
          close, what + ": element " + i + ", numeric " + numeric[i] + ", analytic " + analytic[i]);
    }
  }

  private static double move(Tensor x, int i, double by) {
    double[] memory = (double[]) x.array().storage().open(Access.READ);
    double before = memory[indexOf(x, i)];
    x.array().storage().close(memory, Access.READ);
    set(x, i, before + by);
    return before;
  }

  private static void set(Tensor x, int i, double value) {
    NdArray array = x.array();
    double[] memory = (double[]) array.storage().open(Access.UPDATE);
    memory[indexOf(x, i)] = value;
    array.storage().close(memory, Access.UPDATE);
  }

  private static int indexOf(Tensor x, int i) {
    Geometry geometry = x.geometry();
    long index = geometry.offset();
    long rest = i;
    for (int d = geometry.rank() - 1; d >= 0; d--) {
      index += rest % geometry.shape().get(d) * geometry.strides().get(d);
      rest /= geometry.shape().get(d);
    }
    return Math.toIntExact(index);
  }
}
