package dev.gradfn.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Work that is dropped leaves nothing behind, neither in the heap nor beside it.
///
/// The heap of the probe is fixed and touched beforehand: its process can grow beside it alone. It
/// compiles with the simple compiler, whose own memory settles in the warm-up.
class GrowthTest {
  private static final long MEGABYTE = 1 << 20;

  /// A leak of 6 bytes per graph would show.
  private static final long MOST_HEAP = MEGABYTE / 2;

  private static final long MOST_BESIDE = 8 * MEGABYTE;

  @ParameterizedTest
  @CsvSource({"graphs, 100000", "training, 1000"})
  void a_process_does_not_grow(String work, int times) throws Exception {
    Map<String, Long> grown = probe(work, times);
    assertTrue(grown.get("heap") < MOST_HEAP, grown.toString());
    assertTrue(grown.get("resident") < MOST_BESIDE, grown.toString());
  }

  private static Map<String, Long> probe(String work, int times)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xms96m",
                "-Xmx96m",
                "-XX:+AlwaysPreTouch",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                GrowthProbe.class.getName(),
                work,
                String.valueOf(times))
            .redirectErrorStream(true)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), printed);
    return printed
        .lines()
        .map(line -> line.split(" "))
        .collect(Collectors.toMap(words -> words[0], words -> Long.valueOf(words[1])));
  }
}
