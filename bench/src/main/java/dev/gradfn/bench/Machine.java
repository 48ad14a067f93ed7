package dev.gradfn.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;

/// Where and when a measurement took place.
final class Machine {
  private Machine() {}

  /// Above this share of busy processors a machine is not quiet.
  private static final double QUIET = 0.1;

  private static final long LOOK_MILLIS = 3000;
  private static final long GLANCE_MILLIS = 300;

  /// Name and value, for the results; `busy_before` is what others took of the processors during
  /// three seconds before the run. (The load average does not count them inside a container.)
  static Map<String, Object> facts() throws InterruptedException {
    Map<String, Object> facts = new LinkedHashMap<>();
    int processors = Runtime.getRuntime().availableProcessors();
    facts.put("cpu", processor());
    facts.put("processors", processors);
    facts.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    facts.put("jdk", System.getProperty("java.vendor") + " " + Runtime.version());
    double busy = othersNow(LOOK_MILLIS);
    facts.put("busy_before", Double.isNaN(busy) ? null : Math.round(100 * busy) / 100.0);
    facts.put("state", busy < QUIET ? "quiet" : "measured on a loaded machine");
    facts.put("date", LocalDate.now().toString());
    return facts;
  }

  /// What others take of the processors, looked at for so long.
  static double othersNow(long millis) throws InterruptedException {
    ProcessorTime before = ProcessorTime.now();
    Thread.sleep(millis);
    return ProcessorTime.now().othersSince(before);
  }

  /// Waits until others leave the processors alone, at most so long.
  static void awaitQuiet(int seconds) throws InterruptedException {
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    while (System.nanoTime() < end && othersNow(GLANCE_MILLIS) > QUIET) continue;
  }

  /// What the run itself found out, and how it is set up.
  static void addMeasured(Map<String, Object> facts, Peaks peaks, int rounds) {
    facts.put("fma_gflops", Math.round(peaks.gigaflops()));
    facts.put("copy_gb_per_s", Math.round(10 * peaks.gigabytes()) / 10.0);
    facts.put("rounds", rounds);
    facts.put("our_java_options", String.join(" ", Contestant.OUR_OPTIONS));
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
