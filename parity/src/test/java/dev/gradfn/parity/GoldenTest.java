package dev.gradfn.parity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The build against PyTorch. The numbers keep a run from passing by skipping.
class GoldenTest {
  private static void assertPassed(int atLeast, Run run, String folder) {
    assertTrue(run.passed(folder) >= atLeast, () -> String.join("\n", run.out()));
  }

  private static void assertNoFailure(Run run) {
    assertEquals(List.of(), run.failures());
    assertEquals(List.of(), run.err());
    assertEquals(0, run.code());
    assertTrue(run.lastLine().matches("\\d+ passed, 0 failed, \\d+ skipped"), run.lastLine());
  }

  @Test
  void agrees_with_the_golden_files_of_the_repository(@TempDir Path folder) throws IOException {
    Path page = folder.resolve("parity.md");
    Run run = Run.of(SharedFiles.ownGolden(), "--report", page);
    assertNoFailure(run);
    Path docs = SharedFiles.ownGolden().resolve("../../docs/parity.md").normalize();
    assertEquals(
        List.of(),
        ReportedNumbers.read(docs).untrueBy(ReportedNumbers.read(page)),
        "run ./gradfn parity --report docs/parity.md");
    assertEquals(18, run.passed("seed"));
    assertEquals(12, run.passed("graphs"));
    assertPassed(88, run, "configs");
    assertPassed(21, run, "models");
    assertEquals(626, run.passed("files"));
    assertEquals(556, run.passed("printing"));
    assertPassed(167, run, "engine");
    assertPassed(69, run, "hooks");
    assertPassed(369, run, "errors");
    assertPassed(343, run, "random");
    assertPassed(3431, run, "ops");
    assertPassed(1699, run, "modules");
    assertPassed(213, run, "training");
    assertEquals(186, run.passed("pruning"));
    assertEquals(441, run.passed("summary"));
  }

  /// As in a bare clone.
  @Test
  void agrees_without_the_checkpoints_on_networks_of_its_own() {
    Run run =
        Run.on(
            SharedFiles.ownGolden(),
            "--only",
            "seed",
            "graphs",
            "models",
            "files",
            "pruning",
            "summary");
    assertNoFailure(run);
    assertEquals(30, run.passed("seed") + run.passed("graphs"));
    assertTrue(
        run.out()
            .contains(
                "note: judged on a network that gradfn built, because the checkpoint is not here"
                    + " (18 files)"));
  }

  @Test
  void agrees_with_maps_graphs_and_numbers_of_real_checkpoints() {
    Run run =
        Run.of(
            SharedFiles.golden(),
            "--checkpoints",
            SharedFiles.checkpoints(),
            "--only",
            "seed",
            "graphs",
            "models",
            "forward",
            "grads");
    assertNoFailure(run);
    assertPassed(18, run, "seed");
    assertPassed(12, run, "graphs");
    assertPassed(69, run, "models");
    assertPassed(48, run, "forward");
    assertPassed(12, run, "grads");
    assertTrue(run.out().stream().noneMatch(line -> line.startsWith("note: ")), "stand-ins");
  }
}
