package dev.gradfn.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.GradFn;
import dev.gradfn.autograd.OpNode;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.Dims;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConvNormActivationTest {
  private final Conv2d conv =
      new Conv2d(3, 8, ConvNd.Options.kernel(Dims.of(3, 3)).withPadding(Dims.of(1, 1)));
  private final BatchNorm2d norm = new BatchNorm2d(8);
  private final Tensor x = Tensor.rand(2, 3, 20, 20);

  ConvNormActivationTest() {
    norm.weight().get().detach().uniform_(0.5, 2);
    norm.bias().get().detach().uniform_(-1, 1);
    norm.runningMean().get().uniform_(-1, 1);
    norm.runningVar().get().uniform_(0.5, 2);
  }

  private Tensor apart(Module activation) {
    return Layer.call(activation, Layer.call(norm, Layer.call(conv, x)));
  }

  private Tensor joined(Module activation) {
    return ConvNormActivation.call(conv, norm, activation, x);
  }

  @Test
  void givesWhatTheThreeGive() {
    norm.eval();
    for (Module activation : List.of(new SiLU(), new ReLU(), new Identity(), new Hardswish())) {
      try (var _ = Autograd.noGrad()) {
        double[] expected = apart(activation).toDoubleArray();
        assertArrayEquals(expected, joined(activation).toDoubleArray(), 1e-5);
      }
      // Recorded, they are the three.
      assertArrayEquals(apart(activation).toDoubleArray(), joined(activation).toDoubleArray(), 0);
    }
  }

  @Test
  void movesRunningStatisticsInTraining() {
    try (var _ = Autograd.noGrad()) {
      joined(new SiLU());
    }
    assertEquals(1, norm.numBatchesTracked.get().item());
  }

  @Test
  void hooksAreCalledInBetween() {
    norm.eval();
    List<Object> seen = new ArrayList<>();
    try (var _ = Autograd.noGrad();
        var _ =
            norm.registerForwardHook((_, _, output) -> {
              seen.add(output);
              return null;
            })) {
      Tensor joined = joined(new SiLU());
      assertArrayEquals(
          F.silu((Tensor) seen.getFirst(), false).toDoubleArray(), joined.toDoubleArray(), 0);
    }
    assertEquals(1, seen.size());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void gradientsAreThoseOfTheThree(boolean training) {
    norm.train(training);
    List<Tensor> parameters = new ArrayList<>(conv.parameters());
    parameters.addAll(norm.parameters());
    Tensor weight = Tensor.rand(2, 8, 20, 20);
    List<Tensor> expected =
        Autograd.grad(
            List.of(apart(new SiLU()).mul(weight).sum()),
            parameters,
            null,
            Autograd.Options.DEFAULT);
    Tensor loss = joined(new SiLU()).mul(weight).sum();
    loss.backward(null, Autograd.Options.DEFAULT.withRetainGraph(true));
    loss.backward();
    for (int i = 0; i < parameters.size(); i++) {
      double[] twice = expected.get(i).mul(2).toDoubleArray();
      assertArrayEquals(twice, parameters.get(i).grad().toDoubleArray(), 1e-3);
    }
    assertThrows(TorchException.class, loss::backward);
  }

  @Test
  void gradientsOfGradientsReadWhatWasSaved() {
    norm.eval();
    Tensor loss = joined(new SiLU()).pow(2).sum();
    Autograd.Options recording = Autograd.Options.DEFAULT.withCreateGraph(true);
    List<Tensor> first = Autograd.grad(List.of(loss), List.of(conv.weight.get()), null, recording);
    Autograd.Options freeing = Autograd.Options.DEFAULT.withRetainGraph(false);
    Tensor second = first.getFirst().pow(2).sum();
    List<Tensor> actual = Autograd.grad(List.of(second), List.of(norm.weight.get()), null, freeing);

    Tensor apart = apart(new SiLU()).pow(2).sum();
    Tensor same =
        Autograd.grad(List.of(apart), List.of(conv.weight.get()), null, recording).getFirst();
    List<Tensor> expected =
        Autograd.grad(List.of(same.pow(2).sum()), List.of(norm.weight.get()), null, freeing);
    double[] values = expected.getFirst().toDoubleArray();
    assertArrayEquals(values, actual.getFirst().toDoubleArray(), Math.abs(values[0]) * 1e-3);
  }

  /// Of the two tensors between, none lives longer than backward, also where the activation
  /// overwrites one.
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatIsBetweenGoesBackWithTheGraph(boolean inplace) {
    Tensor image = Tensor.rand(2, 3, 64, 64);
    long before = GradFn.memory().liveBytes();
    Tensor y = ConvNormActivation.call(conv, norm, new SiLU(inplace), image);
    y.sum().backward();
    long left = GradFn.memory().liveBytes() - before;
    assertTrue(left < 1.9 * Float.BYTES * y.numel(), "left: " + left);
  }

  /// What a user reads from a node is his, whatever backward gives back.
  @Test
  void whatSomebodyReadFromTheGraphStays() {
    Tensor y = joined(new SiLU());
    OpNode silu = (OpNode) y.gradFn();
    Tensor normed = (Tensor) silu.saved().get("self");
    Tensor convolved;
    OpNode batchNorm = (OpNode) silu.nextFunctions().getFirst().node();
    try (var _ = Autograd.noGrad()) {
      convolved = (Tensor) batchNorm.saved().get("input");
    }
    double[] before = normed.toDoubleArray();
    y.sum().backward();
    assertArrayEquals(before, normed.toDoubleArray(), 0);
    assertEquals(y.numel(), convolved.toDoubleArray().length);
  }
}
