package dev.gradfn.autograd;

import static dev.gradfn.autograd.Tensors.assertRaises;
import static dev.gradfn.autograd.Tensors.assertValues;
import static dev.gradfn.autograd.Tensors.leaf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import org.junit.jupiter.api.Test;

/// Graphs that run backward more than once.
class RepeatedBackwardTest {
  private static final String SECOND_TIME =
      "Trying to backward through the graph a second time (or directly access saved tensors after"
          + " they have already been freed). Saved intermediate values of the graph are freed when"
          + " you call .backward() or autograd.grad(). Specify retain_graph=True if you need to"
          + " backward through the graph a second time or if you need to access saved tensors after"
          + " calling backward.";
  private static final Autograd.Options DEFAULT = Autograd.Options.DEFAULT;
  private static final Autograd.Options RETAIN = DEFAULT.withRetainGraph(true);
  private static final Autograd.Options CREATE = DEFAULT.withCreateGraph(true);

  private static void backward(Tensor output, Autograd.Options options) {
    output.backward(null, options);
  }

  @Test
  void a_second_backward_fails_where_a_tensor_was_saved() {
    Tensor x = leaf(1, 2);
    Tensor y = x.mul(2).sum();
    y.backward();
    assertRaises(SECOND_TIME, y::backward);
    assertValues(x.grad(), 2, 2);
  }

  @Test
  void a_second_backward_runs_where_nothing_was_saved() {
    Tensor x = leaf(1, 2);
    Tensor y = x.add(1).sum();
    y.backward();
    y.backward();
    assertValues(x.grad(), 2, 2);
  }

  @Test
  void what_ran_before_a_failure_stays() {
    Tensor x = leaf(1, 2);
    Tensor w = leaf(3, 4);
    Tensor y = x.mul(x).add(w).sum();
    y.backward();
    assertRaises(SECOND_TIME, y::backward);
    assertValues(x.grad(), 2, 4);
    assertValues(w.grad(), 2, 2);
  }

  @Test
  void saved_tensors_cannot_be_read_after_backward() {
    Tensor x = leaf(1, 2);
    Tensor y = x.exp();
    assertValues((Tensor) y.gradFn().saved().get("result"), Math.E, Math.exp(2));
    y.sum().backward();
    assertRaises(SECOND_TIME, () -> y.gradFn().saved());
  }

  @Test
  void a_retained_graph_runs_again_with_the_same_result() {
    Tensor x = leaf(1, 2);
    Tensor y = x.exp().mul(x).sum();
    backward(y, RETAIN);
    double[] once = x.grad().toDoubleArray();
    backward(y, RETAIN);
    y.backward();
    assertValues(x.grad(), 3 * once[0], 3 * once[1]);
    assertRaises(SECOND_TIME, y::backward);
  }

  @Test
  void gradients_accumulate_into_the_same_tensor() {
    Tensor x = leaf(1, 2);
    x.mul(2).sum().backward();
    Tensor first = x.grad();
    x.mul(3).sum().backward();
    assertSame(first, x.grad());
    assertValues(x.grad(), 5, 5);
    assertEquals(1, first.version());
  }

  @Test
  void with_create_graph_the_sum_is_a_new_tensor() {
    Tensor x = leaf(1, 2);
    backward(x.pow(2).sum(), CREATE);
    Tensor first = x.grad();
    backward(x.pow(2).sum(), CREATE);
    assertNotSame(first, x.grad());
    assertEquals("AddBackward0", x.grad().gradFn().typeName());
    assertValues(first, 2, 4);
    assertValues(x.grad(), 4, 8);
  }

  @Test
  void a_gradient_of_a_gradient_is_computed() {
    Tensor x = leaf(2);
    Tensor first = Autograd.grad(List.of(x.pow(3).sum()), List.of(x), null, CREATE).get(0);
    Tensor second = Autograd.grad(List.of(first.sum()), List.of(x), null, CREATE).get(0);
    Tensor third = Autograd.grad(List.of(second.sum()), List.of(x), null, DEFAULT).get(0);
    assertValues(first, 12);
    assertValues(second, 12);
    assertValues(third, 6);
    assertFalse(third.requiresGrad());
  }
}
