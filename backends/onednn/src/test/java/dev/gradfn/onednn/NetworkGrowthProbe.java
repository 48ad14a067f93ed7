package dev.gradfn.onednn;

import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.GradFn;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Backends;
import dev.gradfn.core.Device;
import dev.gradfn.nn.Sequential;
import dev.gradfn.optim.Option;
import dev.gradfn.optim.SGD;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Runs in a process of its own (see [NetworkGrowthTest]) and prints by how many bytes it grew
/// between the end of a warm-up and the end of the work: `native N` and `resident N`; then where
/// the last result lay.
final class NetworkGrowthProbe {
  private static final Path STATUS = Path.of("/proc/self/status");

  private NetworkGrowthProbe() {}

  public static void main(String[] args) throws IOException {
    Backends.use("onednn", Device.CPU);
    Supplier<Tensor> work = Map.of("forward", forward(), "training", training()).get(args[0]);
    int times = Integer.parseInt(args[1]);
    for (int i = 0; i < times / 4; i++) work.get();
    long held = GradFn.memory().nativeBytes();
    long resident = resident();
    for (int i = 0; i < times; i++) work.get();
    System.out.println("native " + (GradFn.memory().nativeBytes() - held));
    System.out.println("resident " + (resident() - resident));
    System.out.println("collections " + GradFn.memory().nativeCollections());
    System.out.println("layout " + work.get().array().storage().layout());
  }

  private static Supplier<Tensor> forward() {
    Sequential network = SmallNetwork.create();
    network.eval();
    Tensor images = Tensor.randn(2, 3, 20, 20);
    return () -> Autograd.noGrad(() -> SmallNetwork.forward(network, images));
  }

  private static Supplier<Tensor> training() {
    Sequential network = SmallNetwork.create();
    SGD optimizer = new SGD(network.parameters(), Option.lr(0.01));
    Tensor images = Tensor.randn(2, 3, 20, 20);
    return () -> {
      optimizer.zeroGrad();
      Tensor result = SmallNetwork.forward(network, images);
      result.mul(result).sum().backward();
      optimizer.step();
      return result;
    };
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
