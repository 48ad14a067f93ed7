package dev.gradfn.parity;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// The programs that are known not to pass, with the reason. One that passes must leave the list.
final class NotPassing {
  private final Map<String, String> reasons = new HashMap<>();

  NotPassing() throws IOException {
    try (InputStream in = NotPassing.class.getResourceAsStream("not-passing.txt")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      String reason = "";
      for (String line : text.lines().toList()) {
        if (line.startsWith("# ")) reason = line.substring(2);
        else if (!line.isBlank()) reasons.put(line, reason);
      }
    }
  }

  /// Enters what a program gave; a failure with a known reason counts as skipped.
  void enter(GoldenFile file, String kind, String id, String problem, Report report) {
    String reason = reasons.get(file.folder() + "/" + id);
    if (reason == null) {
      report.result(file, kind, id, problem);
    } else if (problem == null) {
      report.result(file, kind, id, "passes, and is listed in not-passing.txt: " + reason);
    } else {
      report.skipped(file, kind, id, reason);
    }
  }
}
