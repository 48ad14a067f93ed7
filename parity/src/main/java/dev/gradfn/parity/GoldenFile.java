package dev.gradfn.parity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;

/// One JSON file of golden facts.
///
/// @param folder the name of the folder it lies in, by which results are reported
record GoldenFile(Path path, String folder, JsonNode json) {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /// A file whose contents are not read yet.
  static GoldenFile unread(Path golden, Path path) {
    Path inside = golden.relativize(path);
    Path folder = inside.getNameCount() > 1 ? inside : golden.toAbsolutePath().normalize();
    Path name = inside.getNameCount() > 1 ? folder.getName(0) : folder.getFileName();
    return new GoldenFile(path, String.valueOf(name), null);
  }

  /// @throws IOException in one line, if this is no golden file
  GoldenFile read() throws IOException {
    JsonNode content;
    try {
      content = MAPPER.readTree(path.toFile());
    } catch (JsonProcessingException e) {
      throw new IOException("broken JSON: " + e.getOriginalMessage().replace('\n', ' '), e);
    }
    if (!content.isObject() || !(content.has("format") || content.has("torch"))) {
      throw new IOException("no golden file, expected a JSON object with \"torch\" and \"format\"");
    }
    return new GoldenFile(path, folder, content);
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
