package dev.gradfn.parity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradfn.core.Backends;
import dev.gradfn.core.Device;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// PyTorch's results by other kernels: nobody outside the backend can tell.
class OtherKernelsTest {
  @AfterEach
  void backToJava() {
    Backends.use("java", Device.CPU);
  }

  @Test
  void onednn_agrees_on_operations_layers_and_training() {
    Run run =
        agreeing(
            "onednn",
            List.of(SharedFiles.ownGolden()),
            "ops",
            "modules",
            "training",
            "models",
            "graphs");
    assertAtLeast(3431, "ops", run);
    assertAtLeast(200, "training", run);
  }

  @Test
  void onednn_agrees_on_real_checkpoints() {
    Run run = agreeing("onednn", realCheckpoints(), "models", "forward", "grads");
    assertAtLeast(12, "grads", run);
  }

  /// ND4J's part: the convolutions and products of whole networks; operations take minutes.
  @Test
  void nd4j_agrees_on_real_checkpoints() {
    Run run = agreeing("nd4j", realCheckpoints(), "forward", "grads");
    assertAtLeast(12, "grads", run);
  }

  private static List<Object> realCheckpoints() {
    return List.of(SharedFiles.golden(), "--checkpoints", SharedFiles.checkpoints());
  }

  /// A run of these folders in which nothing failed.
  private static Run agreeing(String backend, List<Object> files, String... folders) {
    List<Object> words = new ArrayList<>(files);
    words.addAll(List.of("--backend", backend, "--only"));
    words.addAll(List.of(folders));
    Run run = Run.of(words.toArray());
    assertEquals(List.of(), run.failures());
    assertEquals(0, run.code(), () -> String.join("\n", run.err()));
    return run;
  }

  private static void assertAtLeast(int count, String folder, Run run) {
    assertTrue(run.passed(folder) >= count, () -> folder + ": " + run.passed(folder));
  }
}
