package dev.gradfn.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.gradfn.core.Dims;
import dev.gradfn.nn.F;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The engine gives the memory of used-up gradients back. Random programs find out whether it ever
/// gives back what somebody still sees: arrays are large enough to be pooled, and the reference is
/// a run with `createGraph`, which gives nothing back.
class GradientMemoryTest {
  private static final int SIDE = 128;
  private static final Autograd.Options RETAIN = Autograd.Options.DEFAULT.withRetainGraph(true);
  private static final Autograd.Options REFERENCE =
      RETAIN.withCreateGraph(true).withAllowUnused(true);

  /// Tensors `[SIDE, SIDE]`, each made from earlier ones.
  private static final class Program {
    final List<Tensor> leaves = new ArrayList<>();
    final List<Tensor> made = new ArrayList<>();
    final Random random;

    Program(int seed) {
      random = new Random(seed);
      for (int i = 0; i < 3; i++) {
        leaves.add(Tensors.random(random, SIDE, SIDE).requiresGrad_());
      }
      made.addAll(leaves);
      for (int i = 0; i < 12; i++) made.add(step());
    }

    Tensor any() {
      return made.get(random.nextInt(made.size()));
    }

    private Tensor step() {
      Tensor x = any();
      return switch (random.nextInt(14)) {
        case 0 -> x.add(any());
        case 1 -> x.add(x);
        case 2 -> x.mul(any()).mul(0.1);
        case 3 -> F.silu(x, false);
        case 4 -> Shapes.cat(x.split(Dims.of(SIDE / 2, SIDE / 2), 0).reversed(), 0);
        case 5 -> any().add(x.slice(0, 3, 4).expand(Dims.of(SIDE, SIDE)));
        case 6 -> x.permute(1, 0);
        case 7 -> x.reshape(SIDE * SIDE).reshape(SIDE, SIDE);
        case 8 -> any().mul(x.sum(Dims.of(1), true)).mul(0.01);
        case 9 -> x.permute(1, 0).reshape(2, SIDE / 2, SIDE).reshape(SIDE, SIDE);
        case 10 -> x.cloned().add_(any());
        case 11 -> overwritten(x.mul(1), any());
        case 12 -> x.sub(any());
        default -> F.relu(x.mul(1), true);
      };
    }

    private static Tensor overwritten(Tensor x, Tensor by) {
      x.slice(0, 5, 9).copy_(by.slice(0, 0, 4));
      return x;
    }
  }

  static IntStream seeds() {
    return IntStream.range(0, 60);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void what_a_run_returns_stays_as_it_was(int seed) {
    Program program = new Program(seed);
    List<Tensor> outputs = List.of(program.any(), program.made.getLast(), program.any().mul(2));
    List<Tensor> inputs = program.made;
    Tensor first = Tensors.random(program.random, SIDE, SIDE);
    Tensor third = Tensors.random(program.random, SIDE, SIDE);
    double[] given = first.toDoubleArray();

    List<double[]> expected =
        values(Autograd.grad(outputs, inputs, weights(first, third), REFERENCE));
    List<Tensor> captured =
        Autograd.grad(outputs, inputs, weights(first, third), RETAIN.withAllowUnused(true));
    assertArrayEquals(given, first.toDoubleArray());
    // As in PyTorch, a gradient that is given to backward may become some leaf's `.grad`.
    Autograd.backward(outputs, weights(first.cloned(), third.cloned()), RETAIN);
    Autograd.backward(outputs, weights(first.cloned(), third.cloned()), RETAIN);
    // Whoever held freed memory would now see it overwritten.
    for (int i = 0; i < 8; i++) Tensors.random(program.random, SIDE, SIDE).mul(3).exp().neg();

    assertClose(expected, values(captured), 1);
    assertClose(expected.subList(0, 3), values(grads(program.leaves)), 2);
    assertArrayEquals(given, first.toDoubleArray());
  }

  /// The second is part of somebody else's memory, and that memory is given twice.
  private static List<Tensor> weights(Tensor first, Tensor third) {
    return List.of(first, first.permute(1, 0), third);
  }

  private static List<Tensor> grads(List<Tensor> leaves) {
    return leaves.stream().map(Tensor::grad).toList();
  }

  private static List<double[]> values(List<Tensor> tensors) {
    List<double[]> values = new ArrayList<>();
    for (Tensor tensor : tensors) values.add(tensor == null ? null : tensor.toDoubleArray());
    return values;
  }

  private static void assertClose(List<double[]> expected, List<double[]> actual, int times) {
    for (int i = 0; i < expected.size(); i++) {
      double[] scaled =
          expected.get(i) == null
              ? null
              : Arrays.stream(expected.get(i)).map(v -> times * v).toArray();
      if (scaled == null) continue;
      double largest = Arrays.stream(scaled).map(Math::abs).max().orElseThrow();
      assertArrayEquals(scaled, actual.get(i), 1e-9 * Math.max(1, largest), "tensor " + i);
    }
  }
}
