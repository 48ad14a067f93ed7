package dev.gradfn.onednn;

import static dev.gradfn.onednn.BothKernels.Named.layer;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.nn.CELU;
import dev.gradfn.nn.ELU;
import dev.gradfn.nn.GELU;
import dev.gradfn.nn.Hardshrink;
import dev.gradfn.nn.Hardsigmoid;
import dev.gradfn.nn.Hardswish;
import dev.gradfn.nn.Hardtanh;
import dev.gradfn.nn.LeakyReLU;
import dev.gradfn.nn.Mish;
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
import dev.gradfn.onednn.BothKernels.Named;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void values_and_gradients_are_those_of_java(boolean sliced) {
    for (Named named : FUNCTIONS) {
      float[] values = Arrays32.values(Arrays32.random(2, 16, 12, 12));
      for (int i = 0; i < SPECIAL.length * 16; i++) values[i * 2] = SPECIAL[i % SPECIAL.length];
      BothKernels.agree(named, values, sliced, "channels_last");
    }
  }
}
