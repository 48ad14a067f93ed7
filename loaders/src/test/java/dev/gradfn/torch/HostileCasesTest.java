package dev.gradfn.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradfn.pickle.CheckpointException;
import dev.gradfn.pickle.PickleLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each hostile file is refused with its own message, in little memory and time.
class HostileCasesTest {
  /// Those of a heap of 64 MiB, wherever the tests run.
  private static final PickleLimits LIMITS =
      new PickleLimits(5_000_000, 32 << 20, 2_000_000, 8 << 20, 1024, 1024);

  @TempDir static Path folder;

  static Stream<HostileCase> cases() {
    return Stream.of(HostilePickles.all(), HostileTensors.all(), HostileContainers.all())
        .flatMap(List::stream);
  }

  private static Path write(HostileCase hostile) throws IOException {
    return Files.write(folder.resolve(hostile.fileName()), hostile.content());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void says_what_is_wrong(HostileCase hostile) throws IOException {
    Path path = write(hostile);
    if (hostile.message() == null) {
      try (TorchFile file = TorchFile.open(path, LIMITS)) {
        assertNotNull(file.container());
      }
      return;
    }
    CheckpointException e =
        assertThrows(CheckpointException.class, () -> TorchFile.open(path, LIMITS).close());
    assertEquals(path + ": " + hostile.message(), e.getMessage());
  }

  /// In a JVM with a heap of 64 MiB, a second of the processor for each.
  @Test
  void little_memory_and_time() throws IOException, InterruptedException {
    for (HostileCase hostile : (Iterable<HostileCase>) cases()::iterator) {
      write(hostile);
    }
    Path out = folder.resolve("out");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                OpenAll.class.getName(),
                folder.toString(),
                Path.of("..", "parity", "golden", "files", "broken").toString())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    assertTrue(process.waitFor(5, TimeUnit.MINUTES), "still running");
    List<String> lines = Files.readAllLines(out);
    assertEquals(0, process.exitValue(), () -> String.join("\n", lines));
    assertTrue(lines.getLast().matches("opened \\d{3,} files"), lines::toString);
    assertEquals(1, lines.size(), () -> String.join("\n", lines));
  }
}
