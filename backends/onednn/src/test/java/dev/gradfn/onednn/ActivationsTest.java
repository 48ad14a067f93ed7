package dev.gradfn.onednn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Access;
import dev.gradfn.core.Backends;
import dev.gradfn.core.Device;
import dev.gradfn.nn.CELU;
import dev.gradfn.nn.ELU;
import dev.gradfn.nn.GELU;
import dev.gradfn.nn.Hardshrink;
import dev.gradfn.nn.Hardsigmoid;
import dev.gradfn.nn.Hardswish;
import dev.gradfn.nn.Hardtanh;
import dev.gradfn.nn.Layer;
import dev.gradfn.nn.LeakyReLU;
import dev.gradfn.nn.Mish;
import dev.gradfn.nn.Module;
import dev.gradfn.nn.ReLU;
import dev.gradfn.nn.ReLU6;
import dev.gradfn.nn.SELU;
import dev.gradfn.nn.SiLU;
import dev.gradfn.nn.Sigmoid;
import dev.gradfn.nn.Softplus;
import dev.gradfn.nn.Softshrink;
import dev.gradfn.nn.Softsign;
import dev.gradfn.nn.Tanh;
import dev.gradfn.nn.Tanhshrink;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Pointwise operations on what a convolution has left: forward and backward they give what the
/// Java kernels give, at a nan, at infinity and at kinks too, and the result stays channels last.
class ActivationsTest {
  private static final float[] SPECIAL = {
    Float.NaN,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    0f,
    -0f,
    1,
    -1,
    3,
    -3,
    6,
    0.5f,
    -0.5f,
    20,
    20.5f,
    -20,
    90,
    -90,
    1e-30f,
    -1e-30f,
    1e-40f,
    1e20f,
    -1e20f,
    3e38f,
    -3e38f
  };

  private record Named(String name, UnaryOperator<Tensor> function) {}

  private static Named layer(Module module) {
    return new Named(module.typeName(), x -> Layer.call(module, x));
  }

  private static final List<Named> FUNCTIONS =
      List.of(
          layer(new ReLU()),
          layer(new ReLU6()),
          layer(new LeakyReLU(0.1)),
          layer(new ELU()),
          layer(new CELU()),
          layer(new SELU()),
          layer(new GELU()),
          layer(new GELU("tanh")),
          layer(new Hardswish()),
          layer(new Hardsigmoid()),
          layer(new Hardtanh()),
          layer(new Hardshrink()),
          layer(new Softshrink()),
          layer(new Softplus()),
          layer(new Softsign()),
          layer(new Mish()),
          layer(new SiLU()),
          layer(new Sigmoid()),
          layer(new Tanh()),
          layer(new Tanhshrink()),
          new Named("abs", Tensor::abs),
          new Named("sqrt", Tensor::sqrt),
          new Named("rsqrt", Tensor::rsqrt),
          new Named("exp", Tensor::exp),
          new Named("log", Tensor::log),
          new Named("neg", Tensor::neg),
          new Named("square", x -> x.pow(2)),
          new Named("cube", x -> x.pow(3)),
          new Named("reciprocal", Tensor::reciprocal),
          new Named("clamp", x -> x.clamp(-0.5, 0.5)),
          new Named("number first", x -> x.neg().add(1)),
          new Named("number divided", x -> x.div(3).sub(0.5)));

  private record Result(float[] value, float[] gradient, String layout) {}

  @AfterEach
  void backToJava() {
    Backends.use("java", Device.CPU);
  }

  @Test
  void values_and_gradients_are_those_of_java() {
    for (Named named : FUNCTIONS) {
      for (boolean sliced : new boolean[] {false, true}) compare(named, sliced);
    }
  }

  private static void compare(Named named, boolean sliced) {
    float[] values = Arrays32.values(Arrays32.random(2, 16, 12, 12));
    for (int i = 0; i < SPECIAL.length * 16; i++) values[i * 2] = SPECIAL[i % SPECIAL.length];
    float[] weights = Arrays32.values(Arrays32.random(2, 16, 12, 12));
    Result expected = run("java", named, values, weights, sliced);
    Result actual = run("onednn", named, values, weights, sliced);
    assertEquals("plain", expected.layout);
    assertEquals("channels_last", actual.layout, named.name);
    assertSame(named.name + " value", expected.value, actual.value);
    assertSame(named.name + " gradient", expected.gradient, actual.gradient);
  }

  private static Result run(
      String backend, Named named, float[] values, float[] weights, boolean sliced) {
    Backends.use(backend, Device.CPU);
    Tensor x = filled(values);
    Tensor g = filled(weights);
    if (backend.equals("onednn")) {
      Arrays32.atHome(x.array());
      Arrays32.atHome(g.array());
    }
    x.requiresGrad_();
    Tensor part = sliced ? x.narrow(1, 3, 8) : x;
    Tensor y = named.function.apply(part);
    String layout = y.array().storage().layout();
    y.backward(sliced ? g.narrow(1, 3, 8) : g, Autograd.Options.DEFAULT);
    return new Result(Arrays32.values(y.array()), Arrays32.values(x.grad().array()), layout);
  }

  private static Tensor filled(float[] values) {
    Tensor tensor = Tensor.zeros(2, 16, 12, 12);
    float[] array = (float[]) tensor.array().storage().open(Access.OVERWRITE);
    System.arraycopy(values, 0, array, 0, values.length);
    tensor.array().storage().close(array, Access.OVERWRITE);
    return tensor;
  }

  /// The largest numbers alone may be off by their rounding.
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
