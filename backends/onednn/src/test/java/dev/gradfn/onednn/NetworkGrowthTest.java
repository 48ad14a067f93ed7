package dev.gradfn.onednn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A network that runs for long keeps to its memory, native memory included.
///
/// The heap of the probe is small, fixed and touched beforehand: its process can grow beside it
/// alone. It compiles with the simple compiler, whose own memory settles in the warm-up.
class NetworkGrowthTest {
  private static final long MEGABYTE = 1 << 20;

  /// Each of the pool's few sizes of block may be lent up to the limit that is set; more than a
  /// gigabyte passes through it.
  private static final long MOST = 96 * MEGABYTE;

  /// Outside the pool there are oneDNN's objects, a few hundred bytes each.
  private static final long MOST_BESIDE = 8 * MEGABYTE;

  @ParameterizedTest
  @CsvSource({"forward, 10000", "training, 1000"})
  void a_process_does_not_grow(String work, int times) throws Exception {
    Map<String, String> printed = probe(work, times);
    assertEquals("channels_last", printed.get("layout"), printed.toString());
    long pool = Long.parseLong(printed.get("native"));
    assertTrue(pool < MOST, printed.toString());
    long beside = Long.parseLong(printed.get("resident")) - pool;
    assertTrue(beside < MOST_BESIDE, printed.toString());
    assertTrue(Long.parseLong(printed.get("collections")) > 0, printed.toString());
  }

  private static Map<String, String> probe(String work, int times)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-Xms96m",
                "-Xmx96m",
                "-XX:+AlwaysPreTouch",
                "-XX:TieredStopAtLevel=1",
                "-Dgradfn.nativeLimit=48",
                "-cp",
                System.getProperty("java.class.path"),
                NetworkGrowthProbe.class.getName(),
                work,
                String.valueOf(times))
            .redirectErrorStream(true);
    // A busy machine's processors are not spent on waiting.
    builder.environment().put("OMP_WAIT_POLICY", "passive");
    Process process = builder.start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), printed);
    return printed
        .lines()
        .map(line -> line.split(" "))
        .collect(Collectors.toMap(words -> words[0], words -> words[1]));
  }
}
