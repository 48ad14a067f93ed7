package dev.gradfn.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;

/// Where and when a measurement took place.
final class Machine {
  private Machine() {}

  /// Name and value, for the results; `load` is that of the last minute before the run.
  static Map<String, Object> facts() {
    Map<String, Object> facts = new LinkedHashMap<>();
    int processors = Runtime.getRuntime().availableProcessors();
    facts.put("cpu", processor());
    facts.put("processors", processors);
    facts.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    facts.put("jdk", System.getProperty("java.vendor") + " " + Runtime.version());
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    facts.put("load_before", load);
    facts.put("state", load < 0.25 * processors ? "quiet" : "measured on a loaded machine");
    facts.put("date", LocalDate.now().toString());
    return facts;
  }

  /// What the run itself found out, and how it is set up.
  static void addMeasured(Map<String, Object> facts, Peaks peaks, int rounds) {
    facts.put("fma_gflops", Math.round(peaks.gigaflops()));
    facts.put("copy_gb_per_s", Math.round(10 * peaks.gigabytes()) / 10.0);
    facts.put("rounds", rounds);
    facts.put("peer_malloc", Contestant.TUNED_MALLOC);
    facts.put("omp_num_threads", "the threads of the row, for all");
    facts.put("openblas_coretype", "unset");
  }

  private static String processor() {
    try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    } catch (IOException _) {
      return "unknown";
    }
  }
}
