package dev.gradfn.nn;

import static dev.gradfn.GoldenValues.assertValues;
import static dev.gradfn.GoldenValues.fill;
import static dev.gradfn.GoldenValues.zeros;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gradfn.autograd.Parameter;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Ports of programs in `golden/modules/structure.json`.
class GradientClippingTest {
  private final Linear first = new Linear(2, 3);
  private final Linear second = new Linear(3, 1, false);
  private final Module net = new Sequential(List.of(first, second)).toDouble();

  @BeforeEach
  void giveGradients() {
    fill(net, 0);
    first.weight().get().setGrad(fill(zeros(first.weight().get()), 0, 1));
    second.weight().get().setGrad(fill(zeros(second.weight().get()), 0, 3));
  }

  @Test
  void all_gradients_are_scaled_by_one_factor() {
    assertValues(GradientClipping.clipGradNorm_(net.parameters(), 1), 3.375632333);
    assertValues(
        first.weight().get().grad(),
        0.010414712,
        -0.235488217,
        0.460561722,
        -0.108775884,
        0.333849389,
        -0.558922894);
    assertValues(second.weight().get().grad(), 0.030086947, -0.255160451, 0.480233956);
    assertNull(first.bias().get().grad());
  }

  @Test
  void the_norm_may_be_of_another_order() {
    assertValues(GradientClipping.clipGradNorm_(net.parameters(), 2, 0.5, false), 62.205754001);
    assertValues(second.weight().get().grad(), 0.003265373, -0.027692876, 0.052120379);
  }

  @Test
  void small_gradients_stay() {
    GradientClipping.clipGradNorm_(net.parameters(), 100);
    Tensor expected = fill(zeros(second.weight().get()), 0, 3);
    assertValues(second.weight().get().grad(), expected.toDoubleArray());
  }

  @Test
  void a_norm_that_is_not_finite_is_refused_on_demand() {
    Parameter p = new Parameter(Tensor.of(0, 0));
    p.setGrad(Tensor.of(1, Float.POSITIVE_INFINITY));
    TorchException e =
        assertThrows(
            TorchException.class, () -> GradientClipping.clipGradNorm_(List.of(p), 1, 2, true));
    assertEquals(
        "The total norm of order 2.0 for gradients from `parameters` is non-finite, so it cannot be"
            + " clipped. To disable this error and scale the gradients by the non-finite norm"
            + " anyway, set `error_if_nonfinite=False`",
        e.getMessage());
    assertValues(p.grad(), 1, Double.POSITIVE_INFINITY);
    GradientClipping.clipGradNorm_(List.of(p), 1);
    assertValues(p.grad(), 0, Double.NaN);
  }

  @Test
  void without_gradients_the_norm_is_zero() {
    assertValues(GradientClipping.clipGradNorm_(List.of(new Parameter(Tensor.of(1))), 1), 0);
  }

  @Test
  void elements_are_clipped_one_by_one() {
    GradientClipping.clipGradValue_(net.parameters(), 0.25);
    assertValues(first.weight().get().grad(), 0.03515625, -0.25, 0.25, -0.25, 0.25, -0.25);
  }

  @Test
  void parameters_become_a_vector_and_back() {
    Linear linear = fill(new Linear(2, 3), 0);
    Tensor vector = ParameterVector.parametersToVector(linear.parameters());
    assertValues(
        vector,
        0.001953125,
        -0.76171875,
        1.521484375,
        -0.333984375,
        1.09375,
        -1.853515625,
        0.19921875,
        -0.958984375,
        1.71875);
    assertEquals("CatBackward0", vector.gradFn().typeName());
    ParameterVector.vectorToParameters(Tensor.of(0, 1, 2, 3, 4, 5, 6, 7, 8), linear.parameters());
    assertValues(linear.weight().get(), 0, 1, 2, 3, 4, 5);
    assertValues(linear.bias().get(), 6, 7, 8);
    TorchException e =
        assertThrows(
            TorchException.class,
            () -> ParameterVector.vectorToParameters(Tensor.of(1), linear.parameters()));
    assertEquals("shape '[3, 2]' is invalid for input of size 1", e.getMessage());
  }
}
