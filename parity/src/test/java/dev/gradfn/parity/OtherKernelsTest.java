package dev.gradfn.parity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradfn.core.Backends;
import dev.gradfn.core.Device;
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
        Run.of(
            SharedFiles.ownGolden(),
            "--backend",
            "onednn",
            "--only",
            "ops",
            "modules",
            "training",
            "models",
            "graphs");
    assertEquals(List.of(), run.failures());
    assertEquals(0, run.code());
    assertTrue(run.passed("ops") >= 3431, () -> "ops: " + run.passed("ops"));
    assertTrue(run.passed("training") >= 200, () -> "training: " + run.passed("training"));
  }

  @Test
  void onednn_agrees_on_real_checkpoints() {
    Run run =
        Run.of(
            SharedFiles.golden(),
            "--checkpoints",
            SharedFiles.checkpoints(),
            "--backend",
            "onednn",
            "--only",
            "models",
            "forward",
            "grads");
    assertEquals(List.of(), run.failures());
    assertEquals(0, run.code());
    assertEquals(12, run.passed("grads"));
  }

  /// ND4J's part: the convolutions and products of whole networks; operations take minutes.
  @Test
  void nd4j_agrees_on_real_checkpoints() {
    Run run =
        Run.of(
            SharedFiles.golden(),
            "--checkpoints",
            SharedFiles.checkpoints(),
            "--backend",
            "nd4j",
            "--only",
            "forward",
            "grads");
    assertEquals(List.of(), run.failures());
    assertEquals(0, run.code());
  }
}
