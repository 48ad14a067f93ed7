package dev.gradfn.nd4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradfn.core.BackendUnavailableException;
import dev.gradfn.core.Device;
import dev.gradfn.core.KernelProvider;
import dev.gradfn.core.NdArray;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class Nd4jKernelProviderTest {
  @Test
  void isFoundAsAService() {
    List<String> names = new ArrayList<>();
    ServiceLoader.load(KernelProvider.class).forEach(provider -> names.add(provider.name()));
    assertTrue(names.contains("nd4j"), names.toString());
    assertEquals("nd4j", new Nd4jKernelProvider().open(Device.CPU).name());
  }

  @Test
  void cudaIsRefusedInOneClearLine() {
    BackendUnavailableException refusal =
        assertThrows(
            BackendUnavailableException.class, () -> new Nd4jKernelProvider().open(Device.CUDA));
    assertEquals(
        "backend \"nd4j\": cuda: only nd4j-native is on the class path;"
            + " build with -Pcuda, or use --device cpu",
        refusal.getMessage());
  }

  @Test
  void gpusThatAreTooNewAreNamed() {
    assertNull(CudaCheck.capabilityProblem(86));
    assertEquals(
        "the GPU has compute capability 9.0, ND4J 1.0.0-M2.1 holds code for 3.7 to 8.6 only",
        CudaCheck.capabilityProblem(90));
    String problem = CudaCheck.problem();
    assertTrue(problem == null || problem.contains("NVIDIA") || problem.contains("GPU"));
  }

  /// In a process of its own, because ND4J starts once: nothing on either stream, and no class of
  /// ND4J before it is asked for.
  @Test
  void startsSilentlyAndOnlyWhenAsked() throws IOException, InterruptedException {
    assertEquals("before\nafter\n", child("-Xlog:disable"));
    List<String> lines = child("-Xlog:class+init=info").lines().toList();
    List<String> before = lines.subList(0, lines.indexOf("before"));
    assertFalse(before.stream().anyMatch(line -> line.contains("org.nd4j")), before.toString());
    assertFalse(before.stream().anyMatch(line -> line.contains("org.bytedeco")));
  }

  private static String child(String logging) throws IOException, InterruptedException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            logging,
            "-cp",
            System.getProperty("java.class.path"),
            Child.class.getName());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    return output;
  }

  static final class Child {
    private Child() {}

    public static void main(String[] args) {
      KernelProvider provider = ServiceLoader.load(KernelProvider.class).iterator().next();
      System.out.println("before");
      NdArray out = Arrays32.output(100, 100);
      NdArray x = Arrays32.random(1, 100, 100);
      if (!provider.open(Device.CPU).matmul(x, x, out)) throw new AssertionError();
      Nd4jArrays.toINDArray(out).addi(1);
      System.out.println("after");
    }
  }
}
