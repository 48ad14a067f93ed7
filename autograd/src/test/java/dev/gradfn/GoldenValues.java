package dev.gradfn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.DType;
import dev.gradfn.nn.Module;

/// The numbers that the programs of `golden/modules` and `golden/training` work on.
public final class GoldenValues {
  private GoldenValues() {}

  /// `fill(module, k)` of these programs.
  public static <M extends Module> M fill(M module, int k) {
    int j = 0;
    for (Tensor parameter : module.parameters()) fill(parameter, j++, k);
    return module;
  }

  /// `fill(tensor, k)` of these programs, for the j-th tensor.
  public static Tensor fill(Tensor tensor, int j, int k) {
    double[] values = new double[Math.toIntExact(tensor.numel())];
    for (int i = 0; i < values.length; i++) {
      int sign = i % 2 == 0 ? 1 : -1;
      values[i] = sign * ((389.0 * i + 101 * j + 17 * k) % 997 + 1) / 512;
    }
    Tensor filled = Tensor.of(values, tensor.shape().toArray()).to(tensor.dtype());
    tensor.detach().copy_(filled);
    return tensor;
  }

  public static Tensor zeros(Tensor like) {
    return Tensor.zeros(like.dtype(), like.device(), like.shape());
  }

  public static void assertValues(Tensor actual, double... expected) {
    double tolerance = actual.dtype() == DType.FLOAT64 ? 1e-9 : 1e-6;
    assertArrayEquals(expected, actual.toDoubleArray(), tolerance);
  }
}
