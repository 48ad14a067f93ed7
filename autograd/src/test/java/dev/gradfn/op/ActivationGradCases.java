package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import java.util.ArrayList;
import java.util.List;

/// Activations and losses for [GradCheckTest].
final class ActivationGradCases {
  private ActivationGradCases() {}

  static List<GradCheckTest.Case> cases() {
    List<GradCheckTest.Case> cases = new ArrayList<>();
    for (Curve curve : Curve.values()) curve(cases, curve, parameters(curve));
    add(cases, LogSigmoid.LOG_SIGMOID, "dense");
    add(cases, new Glu(1), "dense");
    for (Softmax.Kind kind : Softmax.Kind.values()) {
      add(cases, new Softmax(kind, 1), kind.name());
    }
    add(cases, PreluKernel.PRELU, "dense", GradCheckTest.positive(1));
    cases.add(
        new GradCheckTest.Case(
            PreluKernelBackward.PRELU_BACKWARD,
            "dense",
            GradCheckTest.random(2, 4),
            GradCheckTest.awayFromZero(2, 4),
            GradCheckTest.positive(1)));
    likelihoods(cases);
    return cases;
  }

  private static void likelihoods(List<GradCheckTest.Case> cases) {
    for (long reduction : new long[] {Loss.NONE, Loss.MEAN, Loss.SUM}) {
      Tensor target = GradCheckTest.positive(2, 4);
      Tensor weight = GradCheckTest.constant(GradCheckTest.positive(4));
      add(cases, new BinaryCrossEntropyWithLogits(reduction), "plain", target, null, null);
      add(cases, new BinaryCrossEntropyWithLogits(reduction), "weighted", target, weight, weight);
      Tensor probability = inside();
      cases.add(
          new GradCheckTest.Case(
              new BinaryCrossEntropy(reduction), "weighted", probability, inside(), weight));
      NllLoss nll = new NllLoss(reduction, 3, false);
      Tensor classes = Tensor.of(new long[] {2, 3}, 2);
      add(cases, nll, "weighted", classes, weight);
      Tensor incoming = reduction == Loss.NONE ? GradCheckTest.random(2) : GradCheckTest.random();
      Tensor x = GradCheckTest.random(2, 4);
      cases.add(
          new GradCheckTest.Case(
              new NllLossBackward(nll), "weighted", incoming, x, classes, weight));
    }
    cases.add(new GradCheckTest.Case(Logit.LOGIT, "dense", inside()));
    margins(cases);
  }

  private static void margins(List<GradCheckTest.Case> cases) {
    Tensor signs = Tensor.of(new double[] {1, -1, 1, 1}, 4);
    Tensor classes = Tensor.of(new long[] {2, 3}, 2);
    Tensor named = Tensor.of(new long[] {1, 3, -1, 0, 2, -1, 0, 0}, 2, 4);
    Tensor weight = GradCheckTest.constant(GradCheckTest.positive(4));
    for (long reduction : new long[] {Loss.NONE, Loss.MEAN, Loss.SUM}) {
      add(cases, new SoftMarginLoss(reduction), "row", signs);
      add(cases, new MultiMarginLoss(1, 0.7, reduction), "p 1", classes, null);
      add(cases, new MultiMarginLoss(2, 0.7, reduction), "p 2", classes, weight);
      add(cases, new MultilabelMarginLoss(reduction), "dense", named);
    }
  }

  /// Numbers between 0.25 and 0.75.
  private static Tensor inside() {
    return GradCheckTest.positive(2, 4).detach().div(2).requiresGrad_();
  }

  private static void curve(List<GradCheckTest.Case> cases, Curve curve, List<Object> parameters) {
    String what = curve.name();
    boolean ofResult = curve == Curve.ELU_OF_RESULT || curve == Curve.CELU_OF_RESULT;
    if (!ofResult) add(cases, new Activation(curve, parameters), what);
    cases.add(
        new GradCheckTest.Case(
                new CurveGradient(curve, parameters, 1),
                what,
                GradCheckTest.random(2, 4),
                GradCheckTest.awayFromZero(2, 4))
            .once());
    for (long reduction : new long[] {Loss.NONE, Loss.MEAN, Loss.SUM}) {
      if (!ofResult)
        add(
            cases,
            new DifferenceLoss(curve, parameters, reduction),
            what,
            GradCheckTest.constant(GradCheckTest.awayFromZero(1).mul(0)));
    }
  }

  private static List<Object> parameters(Curve curve) {
    return switch (curve) {
      case ELU, ELU_OF_RESULT -> List.of(1.5, 1.25, 0.5);
      case CELU, CELU_OF_RESULT -> List.of(0.5);
      case SOFTPLUS -> List.of(2.0, 20L);
      case GELU -> List.of("none");
      case GELU_TANH -> List.of("tanh");
      case HARDTANH -> List.of(-7.0, 7.0);
      case THRESHOLD -> List.of(0.0, -1.0);
      case SOFTSHRINK, HARDSHRINK -> List.of(0.01);
      case SMOOTH_L1_LOSS, HUBER_LOSS -> List.of(9.0);
      case MISH, HARDSIGMOID, HARDSWISH, MSE_LOSS -> List.of();
    };
  }

  private static void add(List<GradCheckTest.Case> cases, Op op, String what, Tensor... others) {
    Tensor[] inputs = new Tensor[1 + others.length];
    inputs[0] = GradCheckTest.awayFromZero(2, 4);
    System.arraycopy(others, 0, inputs, 1, others.length);
    cases.add(new GradCheckTest.Case(op, what, inputs));
  }
}
