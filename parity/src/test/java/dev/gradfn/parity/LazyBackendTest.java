package dev.gradfn.parity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// ND4J and the natives below it are on the class path, and asleep until somebody asks.
class LazyBackendTest {
  @TempDir Path folder;

  private List<String> loadedClasses(String... args) throws Exception {
    Path log = folder.resolve("classes");
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xlog:class+load:file=" + log,
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.gradfn.cli.GradFn");
    builder.command().addAll(List.of(args));
    builder.redirectErrorStream(true).redirectOutput(folder.resolve("out").toFile());
    Process process = builder.start();
    assertTrue(process.waitFor(120, TimeUnit.SECONDS), "still running");
    assertEquals(0, process.exitValue(), Files.readString(folder.resolve("out")));
    return Files.readAllLines(log);
  }

  private static List<String> foreign(List<String> classes) {
    return classes.stream()
        .filter(line -> line.contains("org.nd4j") || line.contains("org.bytedeco"))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "meta"})
  void a_trace_loads_no_class_of_nd4j(String device) throws Exception {
    assertNotNull(
        ClassLoader.getSystemResource("org/nd4j/linalg/factory/Nd4j.class"), "ND4J is not here");
    List<String> classes = loadedClasses("trace", "--device", device, "--size", "64");
    assertTrue(classes.stream().anyMatch(line -> line.contains(" dev.gradfn.cli.TraceCommand ")));
    assertEquals(List.of(), foreign(classes));
  }

  /// That the test above could fail.
  @Test
  void asking_for_nd4j_loads_it() throws Exception {
    List<String> classes = loadedClasses("trace", "--backend", "nd4j", "--size", "64");
    assertTrue(!foreign(classes).isEmpty());
  }
}
