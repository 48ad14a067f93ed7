package dev.gradfn.autograd;

import static dev.gradfn.autograd.Tensors.assertRaises;
import static dev.gradfn.autograd.Tensors.leaf;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradfn.autograd.TorchException.Kind;
import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.core.Dims;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.Test;

/// [GradCheck]: functions that are right, and every way of being wrong, in PyTorch's words.
class DerivativeChecksTest {
  private static final TensorFunction SIN = TensorFunction.of(Tensor::sin);

  /// Twice its input, with the derivative that a test gives it.
  private static class Twice extends Function {
    private final BinaryOperator<Tensor> derivative;

    /// @param derivative of the input and the incoming gradient
    Twice(BinaryOperator<Tensor> derivative) {
      this.derivative = derivative;
    }

    @Override
    protected Tensor[] forward(Context ctx, Tensor... inputs) {
      ctx.saveForBackward(inputs[0]);
      return new Tensor[] {inputs[0].mul(2)};
    }

    @Override
    protected Tensor[] backward(Context ctx, Tensor... gradients) {
      Tensor input = ctx.savedTensors().getFirst();
      return new Tensor[] {derivative.apply(input, gradients[0])};
    }
  }

  private static TensorFunction twice(BinaryOperator<Tensor> derivative) {
    return new Twice(derivative)::applyAll;
  }

  private static final TensorFunction WRONG = twice((x, g) -> g.mul(3));

  private static Tensor x() {
    return leaf(new long[] {2}, 1, 2);
  }

  private static void assertFails(String message, TensorFunction f) {
    assertRaises(Kind.GRADCHECK, message, () -> GradCheck.gradcheck(f, List.of(x())));
  }

  @Test
  void rightDerivativesPassAndInputsStayAsTheyWere() {
    Tensor x = x();
    assertTrue(GradCheck.gradcheck(SIN, List.of(x)));
    assertTrue(GradCheck.gradgradcheck(SIN, List.of(x)));
    assertArrayEquals(new double[] {1, 2}, x.toDoubleArray());
    assertEquals(0, x.version());
  }

  @Test
  void severalInputsAndResultsPassInBothModes() {
    TensorFunction f =
        in -> new Tensor[] {in[0].mul(in[1]), in[0].detach(), in[1].exp().sum(), in[0].mul(3)};
    Tensor a = leaf(new long[] {2, 2}, 1, 2, 3, 4);
    Tensor b = leaf(new long[] {2}, 0.5, -1);
    GradCheckOptions options = new GradCheckOptions().checkBatchedGrad(true);
    assertTrue(GradCheck.gradcheck(f, List.of(a.detach().t().requiresGrad_(), b), options));
    assertTrue(GradCheck.gradcheck(f, List.of(a, b), options.fastMode(true)));
    assertTrue(GradCheck.gradgradcheck(f, List.of(a, b), null, options));
    options.nonContiguousGradOutputs(true);
    assertTrue(GradCheck.gradgradcheck(f, List.of(a, b), null, options));
    assertTrue(GradCheck.gradcheck(SIN, List.of(leaf(new long[] {0, 2}))));
  }

  @Test
  void aWrongDerivativeIsShownBesideTheRightOne() {
    String message =
        """
        Jacobian mismatch for output 0 with respect to input 0,
        numerical:tensor([[2.0000, 0.0000],
                [0.0000, 2.0000]], dtype=torch.float64)
        analytical:tensor([[3., 0.],
                [0., 3.]], dtype=torch.float64)
        """;
    assertFails(message, WRONG);
    GradCheckOptions quiet = new GradCheckOptions().raiseException(false);
    assertFalse(GradCheck.gradcheck(WRONG, List.of(x()), quiet));
    assertFalse(GradCheck.gradcheck(WRONG, List.of(x()), quiet.fastMode(true)));
  }

  @Test
  void fastModeShowsTheWholeJacobianToo() {
    GradCheckOptions fast = new GradCheckOptions().fastMode(true);
    String message =
        assertThrows(TorchException.class, () -> GradCheck.gradcheck(WRONG, List.of(x()), fast))
            .getMessage();
    assertTrue(
        message.startsWith("Jacobian mismatch for output 0 with respect to input 0,\nnumerical:"),
        message);
    assertTrue(message.contains("Analytical:\ntensor([[3., 0.],\n        [0., 3.]]"), message);
    assertTrue(message.contains("The max per-element difference (slow mode) is: 1.0"), message);
  }

  @Test
  void aReportHasALineForEachJacobian() {
    TensorFunction f = in -> new Tensor[] {in[0].mul(in[1]), new Twice((x, g) -> g).apply(in[0])};
    GradCheckReport report =
        GradCheck.report(f, List.of(x(), leaf(new long[] {2}, 3, 4)), new GradCheckOptions());
    assertEquals(
        List.of(true, true, false, true),
        report.comparisons().stream().map(GradCheckReport.Comparison::agrees).toList());
    assertFalse(report.agrees());
    String[] lines = report.toString().split("\n");
    assertEquals(4, lines.length);
    assertTrue(
        lines[2].matches(
            "output 1 by input 0: 2 x 2, DIFFERS; largest difference (1\\.0|0\\.9).* at \\[\\d, \\d\\]:"
                + " numerical .*, analytical 1\\.0"),
        lines[2]);
  }

  @Test
  void wrongSecondDerivativesAreFound() {
    TensorFunction cube =
        in ->
            new Tensor[] {
              new Twice((x, g) -> x.detach().pow(2).mul(1.5).mul(g)) {
                @Override
                protected Tensor[] forward(Context ctx, Tensor... inputs) {
                  ctx.saveForBackward(inputs[0]);
                  return new Tensor[] {inputs[0].pow(3).mul(0.5)};
                }
              }.apply(in[0])
            };
    assertTrue(GradCheck.gradcheck(cube, List.of(x())));
    TorchException e =
        assertThrows(TorchException.class, () -> GradCheck.gradgradcheck(cube, List.of(x())));
    assertEquals(Kind.GRADCHECK, e.kind());
    assertTrue(e.getMessage().startsWith("Jacobian mismatch for output 0 with respect to input 0"));
  }

  @Test
  void someInputMustRequireGrad() {
    assertRaises(
        Kind.VALUE,
        "gradcheck expects at least one input tensor to require gradient, but none of them have"
            + " requires_grad=True.",
        () -> GradCheck.gradcheck(SIN, List.of(x().detach())));
  }

  @Test
  void aResultOutsideTheGraphMustNotDependOnTheInput() {
    TensorFunction f = in -> new Tensor[] {in[0].detach().mul(2)};
    assertFails("Numerical gradient for function expected to be zero", f);
    GradCheckOptions fast = new GradCheckOptions().fastMode(true).raiseException(false);
    assertFalse(GradCheck.gradcheck(f, List.of(x()), fast));
  }

  @Test
  void repeatedBackwardMustAgree() {
    int[] calls = {0};
    TensorFunction drifting = twice((x, g) -> g.mul(2).add(calls[0]++ * 1e-9));
    TorchException e =
        assertThrows(TorchException.class, () -> GradCheck.gradcheck(drifting, List.of(x())));
    assertTrue(
        e.getMessage()
            .startsWith(
                "Backward is not reentrant, i.e., running backward with same input and grad_output"
                    + " multiple times gives different values, although analytical gradient matches"
                    + " numerical gradient.The tolerance for nondeterminism was 0.0.\n\nNOTE: If"));
    assertTrue(e.getMessage().endsWith("`gradcheck_nondet_tol=<tol>`\n"));
  }

  @Test
  void backwardMustBeLinear() {
    TensorFunction affine = twice((x, g) -> g.mul(2).add(1e-9));
    assertFails("backward not multiplied by grad_output", affine);
    GradCheckOptions masked = new GradCheckOptions().masked(true).checkUndefinedGrad(false);
    assertTrue(GradCheck.gradcheck(affine, List.of(x()), masked));
  }

  @Test
  void backwardMustBearUndefinedGradients() {
    Function careless =
        new Function() {
          @Override
          protected Tensor[] forward(Context ctx, Tensor... inputs) {
            ctx.setMaterializeGrads(false);
            return new Tensor[] {inputs[0].mul(2)};
          }

          @Override
          protected Tensor[] backward(Context ctx, Tensor... gradients) {
            TorchException.check(gradients[0] != null, () -> "no gradient");
            return new Tensor[] {gradients[0].mul(2)};
          }
        };
    List<String> warnings = new ArrayList<>();
    Warnings.Handler before = Warnings.setHandler((category, message) -> warnings.add(message));
    try {
      assertFails(
          "Expected backward function to handle undefined output grads. Please look at \"Notes about"
              + " undefined output gradients\" in \"tools/autograd/derivatives.yaml\"",
          careless::applyAll);
      assertEquals(1, warnings.size());
    } finally {
      Warnings.setHandler(before);
    }
    GradCheckOptions lenient = new GradCheckOptions().checkUndefinedGrad(false);
    assertTrue(GradCheck.gradcheck(careless::applyAll, List.of(x()), lenient));
  }

  @Test
  void singlePrecisionWarnsAndOverlapIsRefused() {
    List<String> warnings = new ArrayList<>();
    Warnings.Handler before = Warnings.setHandler((category, message) -> warnings.add(message));
    try {
      GradCheckOptions coarse = new GradCheckOptions().eps(1e-3).atol(1e-2).rtol(1e-2);
      assertTrue(GradCheck.gradcheck(SIN, List.of(Tensors.ones(2)), coarse));
    } finally {
      Warnings.setHandler(before);
    }
    assertEquals(
        List.of(
            "Input #0 requires gradient and is not a double precision floating point or complex."
                + " This check will likely fail if all the inputs are not of double precision"
                + " floating point or complex. "),
        warnings);
    Tensor repeated =
        Tensor.ones(DType.FLOAT64, Device.CPU, Dims.of(1)).expand(Dims.of(3)).requiresGrad_();
    assertRaises(
        "The 0th input has a dimension with stride 0. gradcheck only supports inputs that are"
            + " non-overlapping to be able to compute the numerical gradients correctly. You should"
            + " call .contiguous on the input before passing it to gradcheck.",
        () -> GradCheck.gradcheck(SIN, List.of(repeated)));
  }
}
