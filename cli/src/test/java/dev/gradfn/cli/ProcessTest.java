package dev.gradfn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What shows only in a process of its own: where output goes, and another class path.
class ProcessTest {
  @TempDir Path folder;

  private ProcessBuilder gradfn(String classPath, String... args) {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            classPath,
            "dev.gradfn.cli.GradFn");
    builder.command().addAll(Arrays.asList(args));
    return builder.redirectError(errors().toFile());
  }

  private Path errors() {
    return folder.resolve("err");
  }

  private static String classPath() {
    return System.getProperty("java.class.path");
  }

  private static int exitCode(Process process) throws InterruptedException {
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "still running");
    return process.exitValue();
  }

  @Test
  void a_reader_who_leaves_is_no_error() throws Exception {
    Process process = gradfn(classPath(), "graph", "--size", "64").start();
    process.getInputStream().close();
    assertEquals(0, exitCode(process));
    assertEquals("", Files.readString(errors()));
  }

  @Test
  void results_that_cannot_be_written_are_an_error() throws Exception {
    File full = new File("/dev/full");
    assumeTrue(full.exists(), "needs /dev/full");
    Process process = gradfn(classPath(), "trace", "--device", "meta").redirectOutput(full).start();
    assertEquals(GradFn.NOT_WRITTEN, exitCode(process));
    assertEquals("gradfn: stdout: No space left on device\n", Files.readString(errors()));
  }

  @Test
  void names_beyond_ascii_are_printed_in_utf_8() throws Exception {
    Process process = gradfn(classPath(), "trace", "--code", "ü€").start();
    assertEquals(GradFn.USAGE, exitCode(process));
    String message = Files.readString(errors(), StandardCharsets.UTF_8);
    assumeTrue("UTF-8".equals(System.getProperty("sun.jnu.encoding")), "needs a UTF-8 locale");
    assertTrue(message.contains("code: \"ü€\" is not known"), message);
  }

  @Test
  void without_the_jars_of_nd4j_cuda_is_refused_in_one_line() throws Exception {
    String light =
        Arrays.stream(classPath().split(File.pathSeparator))
            .filter(entry -> !entry.contains("nd4j"))
            .collect(Collectors.joining(File.pathSeparator));
    Process process = gradfn(light, "trace", "--device", "cuda", "--size", "64").start();
    assertEquals(GradFn.WRONG_INPUT, exitCode(process));
    assertEquals(
        "gradfn: backend \"nd4j\" is not on the class path, expected one of [java, onednn]\n",
        Files.readString(errors()));
  }

  @Test
  void too_little_memory_is_said_in_one_line() throws Exception {
    ProcessBuilder builder = gradfn(classPath(), "trace", "--device", "cpu", "--size", "4000");
    builder.command().add(1, "-Xmx64m");
    assertEquals(GradFn.WRONG_INPUT, exitCode(builder.start()));
    String message = Files.readString(errors());
    assertTrue(message.startsWith("gradfn: not enough memory, Java may use "), message);
    assertEquals(1, message.lines().count(), message);
  }
}
