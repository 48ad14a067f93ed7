package dev.gradfn.autograd;

import static dev.gradfn.autograd.Tensors.assertRaises;
import static dev.gradfn.autograd.Tensors.assertValues;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradfn.autograd.Functional.Options;
import dev.gradfn.core.Dims;
import java.util.List;
import org.junit.jupiter.api.Test;

/// [Functional] against derivatives worked out by hand.
class FunctionalTest {
  private static final Options DEFAULT = Options.DEFAULT;
  private static final Options STRICT = DEFAULT.withStrict(true);

  /// `x0² · x1`.
  private static final TensorFunction SQUARE_TIMES =
      in -> new Tensor[] {in[0].select(0, 0).square().mul(in[0].select(0, 1))};

  private static final TensorFunction PRODUCT = in -> new Tensor[] {in[0].mul(in[1])};

  private static Tensor vector(double... values) {
    return Tensor.of(values, values.length);
  }

  @Test
  void productsWithTheJacobian() {
    // The Jacobian of exp summed over columns: exp(x) at its own place.
    TensorFunction f = in -> new Tensor[] {in[0].exp().sum(Dims.of(0), false)};
    Tensor x = Tensor.of(new double[] {0, Math.log(2), Math.log(3), 0}, 2, 2);
    Functional.Product vjp = Functional.vjp(f, List.of(x), List.of(vector(10, 100)), DEFAULT);
    assertValues(vjp.outputs().getFirst(), 4, 3);
    assertValues(vjp.product().getFirst(), 10, 200, 30, 100);
    Tensor u = Tensor.of(new double[] {1, 10, 100, 1000}, 2, 2);
    Functional.Product jvp = Functional.jvp(f, List.of(x), List.of(u), DEFAULT);
    assertValues(jvp.product().getFirst(), 301, 1020);
    assertFalse(jvp.product().getFirst().requiresGrad());
    assertFalse(jvp.outputs().getFirst().requiresGrad());
  }

  @Test
  void jacobiansOfSeveralInputsAndOutputs() {
    TensorFunction f = in -> new Tensor[] {in[0].mul(in[1]), in[0].sum()};
    List<List<Tensor>> j = Functional.jacobian(f, List.of(vector(1, 2), vector(3, 4)), DEFAULT);
    assertValues(j.get(0).get(0), 3, 0, 0, 4);
    assertValues(j.get(0).get(1), 1, 0, 0, 2);
    assertValues(j.get(1).get(0), 1, 1);
    assertValues(j.get(1).get(1), 0, 0);
    assertEquals(Dims.of(2), j.get(1).get(1).shape());
    assertValues(Functional.jacobian(Tensor::square, vector(3)), 6);
  }

  @Test
  void hessians() {
    Tensor x = vector(3, 5);
    assertValues(
        Functional.hessian(SQUARE_TIMES, List.of(x), DEFAULT).getFirst().getFirst(), 10, 6, 6, 0);
    List<List<Tensor>> h =
        Functional.hessian(
            in -> new Tensor[] {in[0].mul(in[1].square()).sum()},
            List.of(vector(1, 2), vector(3, 4)),
            DEFAULT);
    assertValues(h.get(0).get(0), 0, 0, 0, 0);
    assertValues(h.get(0).get(1), 6, 0, 0, 8);
    assertValues(h.get(1).get(0), 6, 0, 0, 8);
    assertValues(h.get(1).get(1), 2, 0, 0, 4);
    assertValues(Functional.hessian(t -> t.pow(3).sum(), vector(2)), 12);
  }

  @Test
  void productsWithTheHessian() {
    List<Tensor> x = List.of(vector(3, 5));
    List<Tensor> v = List.of(vector(1, 10));
    Functional.Product vhp = Functional.vhp(SQUARE_TIMES, x, v, DEFAULT);
    assertValues(vhp.outputs().getFirst(), 45);
    assertValues(vhp.product().getFirst(), 70, 6);
    assertValues(Functional.hvp(SQUARE_TIMES, x, v, DEFAULT).product().getFirst(), 70, 6);
  }

  @Test
  void resultsCanBeDifferentiatedFurther() {
    Tensor x = vector(2, 3).requiresGrad_();
    Options graph = DEFAULT.withCreateGraph(true);
    TensorFunction cube = in -> new Tensor[] {in[0].pow(3)};
    Functional.jacobian(cube, List.of(x), graph).getFirst().getFirst().sum().backward();
    assertValues(x.grad(), 12, 18);
    Tensor v = vector(1, 1).requiresGrad_();
    Functional.Product vjp = Functional.vjp(cube, List.of(x), List.of(v), graph);
    vjp.product().getFirst().sum().backward();
    assertValues(v.grad(), 12, 27);
    assertTrue(vjp.outputs().getFirst().requiresGrad());
  }

  @Test
  void gradModeDoesNotMatter() {
    try (var _ = Autograd.noGrad()) {
      assertValues(Functional.jacobian(Tensor::square, vector(3)), 6);
    }
  }

  @Test
  void vectorsMustFit() {
    List<Tensor> x = List.of(vector(1, 1));
    TensorFunction twice = in -> new Tensor[] {in[0].mul(2)};
    assertRaises(
        "The vector v can only be None if the user-provided function returns a single Tensor with a"
            + " single element.",
        () -> Functional.vjp(twice, x, null, DEFAULT));
    assertRaises(
        "The vector v can only be None if the input to the user-provided function is a single Tensor"
            + " with a single element.",
        () -> Functional.jvp(twice, x, null, DEFAULT));
    assertRaises(
        "v has invalid size: should be torch.Size([2]) but got torch.Size([3]).",
        () -> Functional.jvp(twice, x, List.of(vector(1, 1, 1)), DEFAULT));
    assertRaises(
        "Entry 1 in v has invalid size: should be torch.Size([2]) but got torch.Size([3]).",
        () ->
            Functional.jvp(
                PRODUCT,
                List.of(vector(1, 1), vector(1, 1)),
                List.of(vector(1, 1), vector(1, 1, 1)),
                DEFAULT));
    assertRaises(
        "The Tensor returned by the function given to hessian should contain a single element",
        () -> Functional.hessian(twice, x, DEFAULT));
    assertRaises(
        "The function given to vhp should return a single Tensor",
        () -> Functional.vhp(in -> new Tensor[] {in[0], in[0]}, x, x, DEFAULT));
  }

  @Test
  void strictModeRefusesWhatCannotDependOnAnInput() {
    List<Tensor> two = List.of(vector(1, 1), vector(1, 1));
    assertRaises(
        "Output 0 of the user-provided function is independent of input 1. This is not allowed in"
            + " strict mode.",
        () -> Functional.jacobian(in -> new Tensor[] {in[0].mul(2)}, two, STRICT));
    assertRaises(
        "Output 0 of the user-provided function does not require gradients. The outputs must be"
            + " computed in a differentiable manner from the input when running in strict mode.",
        () -> Functional.jacobian(in -> new Tensor[] {in[0].detach()}, two, STRICT));
    assertRaises(
        "While computing the hessian, found that the jacobian of the user-provided function with"
            + " respect to input 0 is independent of the input. This is not allowed in strict mode."
            + " You should ensure that your function is twice differentiable and that the jacobian"
            + " depends on the inputs (this would be violated by a linear function for example).",
        () ->
            Functional.vhp(
                in -> new Tensor[] {in[0].sum()}, two.subList(0, 1), two.subList(0, 1), STRICT));
  }
}
