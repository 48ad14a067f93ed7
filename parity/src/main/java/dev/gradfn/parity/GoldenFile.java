package dev.gradfn.parity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;

/// One JSON file of golden facts.
///
/// @param folder the name of the folder it lies in, by which results are reported
record GoldenFile(Path path, String folder, JsonNode json) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  static GoldenFile read(Path golden, Path path) throws IOException {
    Path inside = golden.relativize(path);
    String folder =
        inside.getNameCount() > 1
            ? inside.getName(0).toString()
            : golden.toAbsolutePath().normalize().getFileName().toString();
    return new GoldenFile(path, folder, MAPPER.readTree(path.toFile()));
  }

  String name() {
    return path.getFileName().toString().replaceFirst("\\.json$", "");
  }

  boolean has(String... fields) {
    for (String field : fields) {
      if (!json.has(field)) return false;
    }
    return true;
  }

  /// Whether the first case has these fields.
  boolean casesHave(String... fields) {
    JsonNode first = json.path("cases").path(0);
    if (first.isMissingNode()) return false;
    for (String field : fields) {
      if (!first.has(field)) return false;
    }
    return true;
  }

  String text(String field) {
    return json.path(field).asText();
  }
}
