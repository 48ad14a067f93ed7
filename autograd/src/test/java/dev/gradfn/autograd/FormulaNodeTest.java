package dev.gradfn.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gradfn.core.Dims;
import dev.gradfn.op.Softmax;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// Derivatives that are one node where they are recorded.
class FormulaNodeTest {
  private static final Autograd.Options RECORDED = Autograd.Options.DEFAULT.withCreateGraph(true);

  private static Tensor input() {
    return Tensor.of(new double[] {0.5, -1.25, 2, 0.75}, 2, 2).requiresGrad_();
  }

  private static Tensor softmax(Tensor x) {
    return Operations.apply(new Softmax(Softmax.Kind.PLAIN, 1), x);
  }

  private static Tensor softmaxInSteps(Tensor x) {
    Tensor powers = x.exp();
    return powers.div(powers.sum(Dims.of(1), true));
  }

  private static Tensor derivative(Tensor y, Tensor x) {
    return Autograd.grad(List.of(y.mul(y).mul(y).sum()), List.of(x), null, RECORDED).get(0);
  }

  @Test
  void has_the_name_and_the_edges_of_pytorchs_kernel() {
    Tensor x = input();
    Node node = derivative(softmax(x), x).gradFn();
    assertEquals("SoftmaxBackwardDataBackward0", node.typeName());
    assertEquals("SoftmaxBackwardData", node.forwardName());
    assertEquals("SoftmaxBackward0", node.nextFunctions().get(1).node().typeName());
    assertEquals(2, node.nextFunctions().size());
  }

  @Test
  void gives_derivatives_of_any_order() {
    assertArrayEquals(
        third(FormulaNodeTest::softmaxInSteps), third(FormulaNodeTest::softmax), 1e-10);
  }

  private static double[] third(UnaryOperator<Tensor> f) {
    Tensor x = input();
    Tensor second = derivative(derivative(f.apply(x), x), x);
    return derivative(second, x).toDoubleArray();
  }

  /// The gradient that comes in may depend on the input itself: that path is not this node's.
  @Test
  void does_not_follow_paths_between_its_sources() {
    Tensor x = input();
    Tensor weight = x.mul(x);
    Tensor first = Autograd.grad(List.of(softmax(x)), List.of(x), List.of(weight), RECORDED).get(0);
    Tensor again =
        Autograd.grad(List.of(softmaxInSteps(x)), List.of(x), List.of(weight), RECORDED).get(0);
    assertArrayEquals(
        derivative(again, x).toDoubleArray(), derivative(first, x).toDoubleArray(), 1e-10);
  }

  @Test
  void forgets_what_it_kept() {
    Tensor x = input();
    Tensor first = derivative(softmax(x), x).sum();
    first.backward();
    assertThrows(TorchException.class, first::backward);
  }
}
