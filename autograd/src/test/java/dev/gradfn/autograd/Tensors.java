package dev.gradfn.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.NdArray;
import java.util.Random;
import org.junit.jupiter.api.function.Executable;

/// Tensors for the tests, and short assertions.
final class Tensors {
  private Tensors() {}

  static Tensor leaf(float... values) {
    return Tensor.of(values).requiresGrad_();
  }

  static Tensor leaf(long[] shape, double... values) {
    return Tensor.of(NdArray.wrap(DType.FLOAT64, values, Dims.of(shape))).requiresGrad_();
  }

  static Tensor ones(long... shape) {
    return Tensor.ones(shape).requiresGrad_();
  }

  static Tensor random(Random random, long... shape) {
    double[] values = new double[Math.toIntExact(Dims.of(shape).product())];
    for (int i = 0; i < values.length; i++) values[i] = random.nextGaussian();
    return Tensor.of(NdArray.wrap(DType.FLOAT64, values, Dims.of(shape)));
  }

  static void assertValues(Tensor actual, double... expected) {
    assertArrayEquals(expected, actual.toDoubleArray(), 1e-6);
  }

  /// That `body` fails as PyTorch does, word by word.
  static void assertRaises(TorchException.Kind kind, String message, Executable body) {
    TorchException e = assertThrows(TorchException.class, body);
    assertEquals(message, e.getMessage());
    assertEquals(kind, e.kind());
  }

  static void assertRaises(String message, Executable body) {
    assertRaises(TorchException.Kind.RUNTIME, message, body);
  }
}
