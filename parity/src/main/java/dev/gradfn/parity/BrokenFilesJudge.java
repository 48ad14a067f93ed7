package dev.gradfn.parity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gradfn.pickle.CheckpointException;
import dev.gradfn.torch.CheckpointScan;
import dev.gradfn.torch.TorchFile;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// Damaged, oversized and wrong files: each is refused with one clear error, in bounded time.
final class BrokenFilesJudge implements Judge {
  private static final long LONGEST_NANOS = 1_000_000_000;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  @Override
  public boolean takes(GoldenFile file) {
    return file.casesHave("kind", "must", "globals", "weights_only");
  }

  @Override
  public void judge(GoldenFile file, Report report) {
    for (JsonNode golden : file.json().path("cases")) {
      Path path = FilesJudge.path(file, golden);
      report.check(
          file,
          golden.path("kind").asText(),
          golden.path("id").asText(),
          () -> inTime(() -> refused(golden, path)));
    }
    if (file.has("prefixes")) {
      report.check(file, "prefixes", "prefixes.pt", () -> prefixes(file));
    }
  }

  /// Of the processor, so that a busy machine does not fail the case.
  private static String inTime(Report.Check check) throws IOException {
    long start = THREADS.getCurrentThreadCpuTime();
    String problem = check.problem();
    long nanos = THREADS.getCurrentThreadCpuTime() - start;
    if (problem != null || nanos <= LONGEST_NANOS) return problem;
    return "expected to be done within 1 s, took " + nanos / 1_000_000 + " ms";
  }

  private static String refused(JsonNode golden, Path path) {
    String must = golden.path("must").asText();
    String problem = scanned(golden, path);
    if (problem != null) return problem;
    try (TorchFile file = TorchFile.open(path)) {
      return mayLoad(must) ? null : "expected it to be " + must + ", got " + file.root();
    } catch (CheckpointException e) {
      String named = named(golden);
      return named == null || e.getMessage().contains(named)
          ? Refusal.unclear(e, path)
          : "expected an error that names " + named + ", got " + e.getMessage();
    }
  }

  /// Whether the words allow more than a refusal.
  private static boolean mayLoad(String must) {
    return must.matches("(loads|a 2).*|.*\\b(kept|ignored)\\b.*|refused or .*");
  }

  private static String named(JsonNode golden) {
    JsonNode global = golden.path("globals").path(0);
    return global.isMissingNode() ? null : global.path(2).asText() + "." + global.path(3).asText();
  }

  private static String scanned(JsonNode golden, Path path) {
    if (!golden.path("kind").asText().equals("unknown-global")) return null;
    List<String> expected = new ArrayList<>();
    for (JsonNode global : golden.path("globals")) {
      expected.add(
          global.path(0)
              + " "
              + global.path(1).asText()
              + " "
              + global.path(2).asText()
              + "."
              + global.path(3).asText());
    }
    List<String> found =
        CheckpointScan.of(path).outsideAllowList().stream()
            .map(f -> f.offset() + " " + f.opcode() + " " + f.global())
            .toList();
    return Lists.difference("global", expected, found);
  }

  /// A good file whose pickle is cut short at every byte.
  private static String prefixes(GoldenFile file) throws IOException {
    Path good = file.path().resolveSibling("prefixes.pt");
    Map<String, byte[]> records = records(good);
    String pickle =
        records.keySet().stream().filter(name -> name.endsWith("data.pkl")).findAny().orElseThrow();
    byte[] whole = records.get(pickle);
    TorchFile.open(good).close();
    Path cut = Files.createTempFile("prefix", ".pt");
    try {
      for (int length = 0; length < whole.length; length++) {
        records.put(pickle, Arrays.copyOf(whole, length));
        write(records, cut);
        String problem = prefix(cut, length);
        if (problem != null) return problem;
      }
      return null;
    } finally {
      Files.delete(cut);
    }
  }

  private static String prefix(Path cut, int length) {
    try (TorchFile file = TorchFile.open(cut)) {
      return "expected the first " + length + " bytes to be refused, got " + file.root();
    } catch (CheckpointException e) {
      return Refusal.unclear(e, cut);
    }
  }

  private static Map<String, byte[]> records(Path path) throws IOException {
    Map<String, byte[]> records = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(path.toFile())) {
      for (ZipEntry entry : java.util.Collections.list(zip.entries())) {
        records.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
      }
    }
    return records;
  }

  private static void write(Map<String, byte[]> records, Path path) throws IOException {
    try (OutputStream file = Files.newOutputStream(path);
        ZipOutputStream zip = new ZipOutputStream(file)) {
      zip.setLevel(0);
      for (Map.Entry<String, byte[]> record : records.entrySet()) {
        zip.putNextEntry(new ZipEntry(record.getKey()));
        zip.write(record.getValue());
      }
    }
  }
}
