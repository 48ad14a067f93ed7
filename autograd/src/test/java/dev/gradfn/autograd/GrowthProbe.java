package dev.gradfn.autograd;

import dev.gradfn.nn.BatchNorm2d;
import dev.gradfn.nn.Conv2d;
import dev.gradfn.nn.Flatten;
import dev.gradfn.nn.Layer;
import dev.gradfn.nn.Linear;
import dev.gradfn.nn.ReLU;
import dev.gradfn.nn.Sequential;
import dev.gradfn.optim.Adam;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/// Runs in a process of its own (see [GrowthTest]) and prints by how many bytes the process grew
/// between the end of a warm-up and the end of the work: `heap N` and `resident N`.
final class GrowthProbe {
  private static final Path STATUS = Path.of("/proc/self/status");

  private GrowthProbe() {}

  public static void main(String[] args) throws IOException {
    Runnable work = Map.of("graphs", graphs(), "training", training()).get(args[0]);
    int times = Integer.parseInt(args[1]);
    for (int i = 0; i < times / 5; i++) work.run();
    long heap = heapAfterCollection();
    long resident = resident();
    for (int i = 0; i < times; i++) work.run();
    System.out.println("heap " + (heapAfterCollection() - heap));
    System.out.println("resident " + (resident() - resident));
  }

  /// A graph of eight nodes, run backward, or dropped as it is.
  private static Runnable graphs() {
    Tensor x = Tensor.ones(2, 2).requiresGrad_();
    int[] count = {0};
    return () -> {
      Tensor y = x.mul(2).add(x).neg();
      y.select(0, 0).mul_(3);
      Tensor loss = y.permute(1, 0).mul(0.1).sum();
      if (count[0]++ % 2 == 0) loss.backward();
    };
  }

  /// One step; activations are large enough for the pool of arrays.
  private static Runnable training() {
    Sequential network =
        new Sequential(
            new Conv2d(1, 8, 3),
            new BatchNorm2d(8),
            new ReLU(),
            new Flatten(),
            new Linear(8 * 10 * 10, 4));
    Adam optimizer = new Adam(network.parameters());
    Tensor images = Tensor.randn(24, 1, 12, 12);
    return () -> {
      optimizer.zeroGrad();
      Layer.call(network, images).pow(2).sum().backward();
      optimizer.step();
    };
  }

  private static long heapAfterCollection() {
    // The second finds what the first only made unreachable.
    System.gc();
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  /// 0 where the system does not tell.
  private static long resident() throws IOException {
    if (!Files.exists(STATUS)) return 0;
    try (Stream<String> lines = Files.lines(STATUS)) {
      String line = lines.filter(l -> l.startsWith("VmRSS:")).findFirst().orElseThrow();
      return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
    }
  }
}
