package dev.gradfn.op;

import static dev.gradfn.op.GradCheckTest.filled;

import dev.gradfn.autograd.Generator;
import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.op.GradCheckTest.Case;
import java.util.List;
import java.util.function.Function;

/// Operations that draw: the same numbers in every run of a case.
final class RandomGradCases {
  private RandomGradCases() {}

  static List<Case> cases() {
    return List.of(
        drawing("RandomBernoulli", "chances", in -> apply(new RandomBernoulli(seeded()), in)),
        drawing("RandomNormal", "means", RandomGradCases::withoutMean),
        rrelu("training", 0.1, 0.4, true),
        rrelu("training with one slope", 0.25, 0.25, true),
        rrelu("evaluation", 0.1, 0.4, false));
  }

  private static Generator seeded() {
    return new Generator().manualSeed(3);
  }

  /// To PyTorch the numbers do not depend on their mean, so what they owe to it is taken away.
  private static Tensor[] withoutMean(Tensor... in) {
    Tensor numbers = Operations.apply(new RandomNormal(null, 2.0, seeded()), in);
    return new Tensor[] {numbers.sub(in[0].detach())};
  }

  private static Case drawing(String row, String what, Function<Tensor[], Tensor[]> f) {
    Tensor chances = filled(new long[] {2, 3}, i -> 0.1 + 0.15 * i);
    return new Case(row, what, f, new Tensor[] {chances}, false);
  }

  private static Case rrelu(String what, double lower, double upper, boolean training) {
    Function<Tensor[], Tensor[]> f =
        in ->
            apply(
                new RreluWithNoise(lower, upper, training, seeded()),
                in[0],
                Tensor.of(new double[6], 2, 3));
    Tensor x = filled(new long[] {2, 3}, i -> i % 2 == 0 ? 0.5 + i : -0.5 - i);
    return new Case("RreluWithNoise", what, f, new Tensor[] {x}, true);
  }

  private static Tensor[] apply(Op op, Tensor... inputs) {
    return Operations.applyAll(op, inputs);
  }
}
