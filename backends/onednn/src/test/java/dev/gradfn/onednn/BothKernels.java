package dev.gradfn.onednn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Access;
import dev.gradfn.core.Backends;
import dev.gradfn.core.Device;
import dev.gradfn.nn.Layer;
import dev.gradfn.nn.Module;
import java.util.function.UnaryOperator;

/// Runs a function of tensors forward and backward with the Java kernels, and with oneDNN's on what
/// a convolution has left, and compares.
final class BothKernels {
  private BothKernels() {}

  record Named(String name, UnaryOperator<Tensor> function) {
    static Named layer(Module module) {
      return new Named(module.toString(), x -> Layer.call(module, x));
    }
  }

  private record Result(float[] value, float[] gradient, String layout) {}

  /// @param values of an input of 2 × 16 × 12 × 12
  /// @param sliced whether the function gets some of its channels only
  /// @param layout where oneDNN's result must lie
  static void agree(Named named, float[] values, boolean sliced, String layout) {
    assertEquals(layout, agree(named, values, sliced), named.name);
  }

  /// @return where oneDNN's result lay
  static String agree(Named named, float[] values, boolean sliced) {
    try {
      Result expected = run("java", named, values, sliced);
      Result actual = run("onednn", named, values, sliced);
      assertEquals("plain", expected.layout);
      assertSame(named.name + " value", expected.value, actual.value);
      assertSame(named.name + " gradient", expected.gradient, actual.gradient);
      return actual.layout;
    } finally {
      Backends.use("java", Device.CPU);
    }
  }

  private static Result run(String backend, Named named, float[] values, boolean sliced) {
    Backends.use(backend, Device.CPU);
    Tensor x = filled(values, 2, 16, 12, 12);
    if (backend.equals("onednn")) Arrays32.atHome(x.array());
    x.requiresGrad_();
    Tensor y = named.function.apply(sliced ? x.narrow(1, 3, 8) : x);
    String layout = y.array().storage().layout();
    y.backward(weights(y, backend), Autograd.Options.DEFAULT);
    return new Result(Arrays32.values(y.array()), Arrays32.values(x.grad().array()), layout);
  }

  /// A gradient in which no two elements are alike, where the result lies.
  private static Tensor weights(Tensor y, String backend) {
    float[] weights = new float[Math.toIntExact(y.numel())];
    for (int i = 0; i < weights.length; i++) weights[i] = (float) Math.sin(i + 1);
    Tensor gradient = filled(weights, y.shape().toArray());
    if (backend.equals("onednn") && y.dim() == 4) Arrays32.atHome(gradient.array());
    return gradient;
  }

  private static Tensor filled(float[] values, long... shape) {
    Tensor tensor = Tensor.zeros(shape);
    float[] array = (float[]) tensor.array().storage().open(Access.OVERWRITE);
    System.arraycopy(values, 0, array, 0, values.length);
    tensor.array().storage().close(array, Access.OVERWRITE);
    return tensor;
  }

  /// Up to rounding.
  private static void assertSame(String what, float[] expected, float[] actual) {
    assertEquals(expected.length, actual.length, what);
    for (int i = 0; i < expected.length; i++) {
      float wanted = expected[i];
      float got = actual[i];
      if (Float.compare(wanted, got) == 0 || wanted == got) continue;
      double tolerance = Math.max(1e-6, 1e-5 * Math.abs(wanted));
      int at = i;
      assertTrue(
          Math.abs((double) wanted - got) <= tolerance,
          () -> what + ", element " + at + ": expected " + wanted + ", got " + got);
    }
  }
}
