package dev.gradfn.onednn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Backends;
import dev.gradfn.core.Device;
import dev.gradfn.nn.Sequential;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Java threads that run networks at once get what one thread gets.
class NetworkThreadsTest {
  private static final int THREADS = 4;
  private static final int RUNS = 40;

  @BeforeEach
  void useOneDnn() {
    Backends.use("onednn", Device.CPU);
  }

  @AfterEach
  void backToJava() {
    Backends.use("java", Device.CPU);
  }

  private record Case(Tensor image, float[] expected, float[] gradient) {}

  /// One network for all: its weights are reordered once, by whoever comes first.
  @Test
  void forward_passes_of_one_network() throws Exception {
    Sequential network = SmallNetwork.create();
    network.eval();
    List<Case> cases = new ArrayList<>();
    for (int size = 24; size < 32; size++) {
      Tensor image = Tensor.randn(1, 3, size, 64 - size);
      cases.add(new Case(image, forward(network, image), null));
    }
    inManyThreads(i -> {
      Case one = cases.get(i % cases.size());
      assertClose(one.expected, forward(network, one.image));
    });
  }

  /// Each its own network, because gradients are added up.
  @Test
  void training_steps_of_a_network_each() throws Exception {
    List<Case> cases = new ArrayList<>();
    for (int size = 24; size < 28; size++) {
      Tensor image = Tensor.randn(2, 3, size, 24);
      Case one = backward(SmallNetwork.create(), image);
      cases.add(one);
    }
    List<Sequential> networks = new ArrayList<>();
    for (int i = 0; i < RUNS * THREADS; i++) networks.add(SmallNetwork.create());
    inManyThreads(i -> {
      Case expected = cases.get(i % cases.size());
      Case got = backward(networks.get(i), expected.image);
      assertClose(expected.expected, got.expected);
      assertClose(expected.gradient, got.gradient);
    });
  }

  private interface Work {
    void run(int i);
  }

  private static void inManyThreads(Work work) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      List<Future<?>> runs = new ArrayList<>();
      for (int i = 0; i < RUNS * THREADS; i++) {
        int number = i;
        runs.add(threads.submit(() -> work.run(number)));
      }
      for (Future<?> run : runs) run.get();
    }
  }

  private static float[] forward(Sequential network, Tensor image) {
    return Autograd.noGrad(() -> Arrays32.values(SmallNetwork.forward(network, image).array()));
  }

  private static Case backward(Sequential network, Tensor image) {
    Tensor result = SmallNetwork.forward(network, image);
    result.mul(result).sum().backward();
    Tensor weight = network.parameters().iterator().next();
    return new Case(image, Arrays32.values(result.array()), Arrays32.values(weight.grad().array()));
  }

  /// Sums are cut by the number of threads, so the last digits may differ.
  private static void assertClose(float[] expected, float[] actual) {
    assertEquals(expected.length, actual.length);
    double scale = 0;
    for (float value : expected) scale = Math.max(scale, Math.abs(value));
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], 1e-4 * scale, "element " + i);
    }
  }
}
