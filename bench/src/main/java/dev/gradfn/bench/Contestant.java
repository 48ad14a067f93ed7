package dev.gradfn.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Whoever is measured: a class path of its own, in a JVM of its own per measurement.
///
/// JMH runs inside that JVM (`-f 0`): its own forks would all have one class path, and libtorch
/// must never be on ours.
///
/// @param environment what the JVM gets beside our own environment
record Contestant(
    String name, String classPath, List<String> jvmOptions, Map<String, String> environment) {
  /// Milliseconds per call, of the batch in the middle and of the best. Unlike a mean they hardly
  /// change where other processes take the processor away now and then, and the best least.
  record Sample(double median, double best) {}

  private static final ObjectMapper JSON = new ObjectMapper();

  /// Large arrays go where they are never copied, as with `./gradfn`.
  private static final List<String> OUR_OPTIONS =
      List.of("-XX:+UseSerialGC", "-XX:PretenureSizeThreshold=64k", "-Xmx4g");

  /// JavaCPP reads the memory of the process at every allocation unless told not to.
  private static final List<String> PEER_OPTIONS =
      List.of(
          "-XX:+UseSerialGC",
          "-Dorg.bytedeco.javacpp.maxbytes=0",
          "-Dorg.bytedeco.javacpp.maxphysicalbytes=0");

  /// glibc gives large blocks back to the system at once, and touching new ones costs libtorch more
  /// than its arithmetic: here it keeps them.
  private static final Map<String, String> TUNED_MALLOC =
      Map.of(
          "MALLOC_MMAP_THRESHOLD_", "1073741824",
          "MALLOC_TRIM_THRESHOLD_", "2147483647",
          "MALLOC_TOP_PAD_", "67108864");

  static Contestant ours() {
    String classPath = System.getProperty("java.class.path");
    return new Contestant(Comparison.BACKEND, classPath, OUR_OPTIONS, Map.of());
  }

  /// @param classPathFile as the build writes it
  static Contestant libtorch(Path classPathFile) throws IOException {
    String classPath = Files.readString(classPathFile).strip();
    return new Contestant(Comparison.PEER, classPath, PEER_OPTIONS, TUNED_MALLOC);
  }

  /// Starts a JVM and measures.
  ///
  /// @param benchmark JMH's arguments that select one benchmark
  /// @throws IOException with what it printed, if it fails
  Sample measure(List<String> benchmark, int threads) throws IOException, InterruptedException {
    Path results = Files.createTempFile("gradfn-bench", ".json");
    Path log = Files.createTempFile("gradfn-bench", ".log");
    try {
      Process process = start(benchmark, threads, results, log);
      if (process.waitFor() != 0 || Files.size(results) == 0) {
        throw new IOException(name + ": " + benchmark + " failed:\n" + Files.readString(log));
      }
      return sample(JSON.readTree(results.toFile()));
    } finally {
      Files.delete(results);
      Files.delete(log);
    }
  }

  private Process start(List<String> benchmark, int threads, Path results, Path log)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    // Compiles at once: on a busy machine the threads that compile may come too late.
    command.add("-Xbatch");
    command.addAll(jvmOptions);
    command.add("-Dgradfn.threads=" + threads);
    command.addAll(List.of("-cp", classPath, "org.openjdk.jmh.Main", "-f", "0"));
    command.addAll(List.of("-bm", "ss", "-tu", "ms", "-rf", "json", "-rff", results.toString()));
    command.addAll(benchmark);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().remove("OPENBLAS_CORETYPE");
    builder.environment().put("OMP_NUM_THREADS", Integer.toString(threads));
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    return builder.start();
  }

  private static Sample sample(JsonNode results) throws IOException {
    if (results.size() != 1) throw new IOException("expected one benchmark, got " + results);
    JsonNode result = results.get(0);
    double calls = result.required("measurementBatchSize").doubleValue();
    JsonNode percentiles = result.at("/primaryMetric/scorePercentiles");
    return new Sample(
        percentiles.required("50.0").doubleValue() / calls,
        percentiles.required("0.0").doubleValue() / calls);
  }
}
