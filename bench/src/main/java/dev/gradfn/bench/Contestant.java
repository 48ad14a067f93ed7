package dev.gradfn.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Whoever is measured: a class path of its own, in a JVM of its own per measurement.
///
/// JMH runs inside that JVM (`-f 0`): its own forks would all have one class path, and libtorch
/// must never be on ours.
///
/// @param environment what the JVM gets beside our own environment
record Contestant(
    String name, String classPath, List<String> jvmOptions, Map<String, String> environment) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /// Those that the README names for repeated passes: large arrays go where they are never copied,
  /// and a small young generation, which is enough for the rest.
  static final List<String> OUR_OPTIONS =
      List.of("-XX:+UseSerialGC", "-XX:PretenureSizeThreshold=64k", "-Xmn16m", "-Xms48m");

  /// JavaCPP reads the memory of the process at every allocation unless told not to.
  private static final List<String> PEER_OPTIONS =
      List.of(
          "-XX:+UseSerialGC",
          "-Xmn16m",
          "-Xms48m",
          "-Dorg.bytedeco.javacpp.maxbytes=0",
          "-Dorg.bytedeco.javacpp.maxphysicalbytes=0");

  /// glibc gives large blocks back to the system at once, and touching new ones costs libtorch more
  /// than its arithmetic: here it keeps them.
  static final Map<String, String> TUNED_MALLOC =
      new TreeMap<>(
          Map.of(
              "MALLOC_MMAP_THRESHOLD_", "1073741824",
              "MALLOC_TRIM_THRESHOLD_", "2147483647",
              "MALLOC_TOP_PAD_", "67108864"));

  static Contestant ours() {
    String classPath = System.getProperty("java.class.path");
    return new Contestant("gradfn", classPath, OUR_OPTIONS, Map.of());
  }

  /// In a JVM with a heap as the JVM makes it: whoever opens files has not read our advice for
  /// repeated passes. With 48 MB two loads fill it, and half of the time are full collections.
  static Contestant oursByDefault() {
    return new Contestant("gradfn", ours().classPath, List.of(), Map.of());
  }

  /// All peers, whose libraries are on one class path; a JVM loads the one that it measures.
  ///
  /// @param classPathFile as the build writes it
  static Contestant peers(Path classPathFile) throws IOException {
    String classPath = Files.readString(classPathFile).strip();
    return new Contestant("peer", classPath, PEER_OPTIONS, TUNED_MALLOC);
  }

  /// Starts a JVM and measures.
  ///
  /// @param networkFile for the benchmarks that run one
  /// @throws IOException with what it printed, if it fails
  Sample measure(Run.Jmh run, String networkFile, int threads)
      throws IOException, InterruptedException {
    Path results = Files.createTempFile("gradfn-bench", ".json");
    Path log = Files.createTempFile("gradfn-bench", ".log");
    try {
      List<String> arguments = new ArrayList<>();
      // Compiles at once: on a busy machine the threads that compile may come too late. The first
      // call of a JVM is not to wait for them.
      if (run.warmUp() > 0) arguments.add("-Xbatch");
      // Another user of this machine may run JMH too: what he takes is counted.
      arguments.add("-Djmh.ignoreLock=true");
      // Or JMH starts a JVM only to ask it what blackholes it knows.
      arguments.add("-Djmh.blackhole.autoDetect=false");
      arguments.addAll(List.of("-cp", classPath, "org.openjdk.jmh.Main", "-f", "0"));
      arguments.addAll(List.of("-bm", "ss", "-tu", "ms", "-rf", "json", "-rff", results + ""));
      arguments.addAll(run.arguments(networkFile));
      Process process = start(arguments, threads, log);
      double megabytes = PeakMemory.waitFor(process);
      if (process.exitValue() != 0 || Files.size(results) == 0) {
        throw new IOException(name + ": " + run.name() + " failed:\n" + Files.readString(log));
      }
      return sample(JSON.readTree(results.toFile()), megabytes);
    } finally {
      Files.delete(results);
      Files.delete(log);
    }
  }

  /// Runs a main class in a JVM of this contestant.
  ///
  /// @return what it printed
  /// @throws IOException with what it printed, if it fails
  String run(List<String> jvmArguments, String main, List<String> arguments, int threads)
      throws IOException, InterruptedException {
    Path log = Files.createTempFile("gradfn-bench", ".log");
    try {
      List<String> all = new ArrayList<>(jvmArguments);
      all.addAll(List.of("-cp", classPath, main));
      all.addAll(arguments);
      Process process = start(all, threads, log);
      int status = process.waitFor();
      String printed = Files.readString(log).strip();
      if (status != 0) {
        throw new IOException(name + ": " + main + " " + arguments + " failed:\n" + printed);
      }
      return printed;
    } finally {
      Files.delete(log);
    }
  }

  private Process start(List<String> arguments, int threads, Path log) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.addAll(jvmOptions);
    command.add("-Dgradfn.threads=" + threads);
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().remove("OPENBLAS_CORETYPE");
    builder.environment().put("OMP_NUM_THREADS", Integer.toString(threads));
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    return builder.start();
  }

  private static Sample sample(JsonNode results, double megabytes) throws IOException {
    if (results.size() != 1) throw new IOException("expected one benchmark, got " + results);
    JsonNode result = results.get(0);
    double calls = result.required("measurementBatchSize").doubleValue();
    JsonNode percentiles = result.at("/primaryMetric/scorePercentiles");
    return new Sample(
        percentiles.required("50.0").doubleValue() / calls,
        percentiles.required("0.0").doubleValue() / calls,
        megabytes);
  }
}
