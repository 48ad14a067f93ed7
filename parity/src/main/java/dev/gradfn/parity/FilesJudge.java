package dev.gradfn.parity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gradfn.pickle.CheckpointException;
import dev.gradfn.torch.CheckpointScan;
import dev.gradfn.torch.Safetensors;
import dev.gradfn.torch.StorageRecord;
import dev.gradfn.torch.TorchFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Files of every container: what a reader must find in them, or may refuse.
final class FilesJudge implements Judge {
  @Override
  public boolean takes(GoldenFile file) {
    return file.casesHave("container", "content", "must");
  }

  @Override
  public void judge(GoldenFile file, Report report) {
    for (JsonNode golden : file.json().path("cases")) {
      Path path = path(file, golden);
      String id = golden.path("id").asText();
      report.check(file, golden.path("group").asText(), id, () -> contents(golden, path));
      if (golden.has("globals")) {
        report.check(file, "globals", id, () -> globals(golden, path));
      }
    }
  }

  /// Paths are written from the folder above.
  static Path path(GoldenFile file, JsonNode golden) {
    return file.path().toAbsolutePath().getParent().resolveSibling(golden.path("path").asText());
  }

  private static String contents(JsonNode golden, Path path) throws IOException {
    try (TorchFile file = TorchFile.open(path)) {
      Contents contents = new Contents();
      String problem = contents.difference("root", golden.path("content"), file.root());
      String container = golden.path("container").asText();
      if (problem == null && !file.container().equals(container)) {
        problem = "expected container " + container + ", got " + file.container();
      }
      if (problem == null) problem = storages(golden.path("storages"), contents.storages());
      return problem != null ? problem : metadata(golden, path);
    } catch (CheckpointException e) {
      boolean mayRefuse = golden.path("must").asText().equals("load-or-refuse");
      return mayRefuse ? Refusal.unclear(e, path) : e.getMessage();
    }
  }

  private static String storages(JsonNode golden, Map<String, StorageRecord> found) {
    for (JsonNode storage : golden) {
      StorageRecord record = found.get(storage.path("key").asText());
      if (record != null) {
        String expected =
            storage.path("numel").asText()
                + " "
                + storage.path("dtype").asText()
                + " on "
                + storage.path("location").asText();
        String actual = record.numel() + " " + record.dtype() + " on " + record.location();
        if (!expected.equals(actual)) {
          return "storage " + record.key() + ", expected " + expected + ", got " + actual;
        }
      }
    }
    return null;
  }

  private static String metadata(JsonNode golden, Path path) throws CheckpointException {
    if (!golden.has("metadata")) return null;
    Map<String, String> expected = new TreeMap<>();
    for (Map.Entry<String, JsonNode> field : golden.path("metadata").properties()) {
      expected.put(field.getKey(), field.getValue().asText());
    }
    try (Safetensors file = Safetensors.open(path)) {
      return expected.equals(file.metadata())
          ? null
          : "expected metadata " + expected + ", got " + file.metadata();
    }
  }

  private static String globals(JsonNode golden, Path path) {
    List<String> expected = new ArrayList<>();
    for (JsonNode global : golden.path("globals")) {
      expected.add(
          line(
              global.path("offset").asLong(),
              global.path("opcode").asText(),
              global.path("module").asText() + "." + global.path("name").asText(),
              global.path("allowed").asBoolean()));
    }
    CheckpointScan scan = CheckpointScan.of(path);
    List<String> found =
        scan.findings().stream()
            .map(f -> line(f.offset(), f.opcode(), f.global(), f.allowed()))
            .toList();
    return scan.problem() != null ? scan.problem() : Lists.difference("global", expected, found);
  }

  private static String line(long offset, String opcode, String name, boolean allowed) {
    return offset + " " + opcode + " " + name + (allowed ? "" : " (not allowed)");
  }
}
