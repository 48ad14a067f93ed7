package dev.gradfn.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Writes rows as JSON for programs and as Markdown for people.
record Report(Map<String, Object> machine, int rounds, List<Row> rows) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  void write(Path folder, String name) throws IOException {
    Files.createDirectories(folder);
    JSON.writeValue(folder.resolve(name + ".json").toFile(), json());
    Files.writeString(folder.resolve(name + ".md"), markdown());
  }

  private Map<String, Object> json() {
    List<Map<String, Object>> all = new ArrayList<>();
    for (Row row : rows) all.add(json(row));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("machine", machine);
    json.put("rounds", rounds);
    json.put("rows", all);
    return json;
  }

  private static Map<String, Object> json(Row row) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("case", row.comparison().name());
    json.put("backend", Comparison.BACKEND);
    json.put("threads", row.comparison().threads());
    json.put("ours_ms", numberOrNull(row.oursMillis()));
    json.put("peer", row.comparison().peer() == null ? null : Comparison.PEER);
    json.put("peer_ms", numberOrNull(row.peerMillis()));
    json.put("ratio", numberOrNull(row.ratio()));
    json.put("best_ratio", numberOrNull(row.bestRatio()));
    json.put("goal", row.comparison().goal());
    return json;
  }

  private static Double numberOrNull(double value) {
    return Double.isNaN(value) ? null : Math.round(value * 1e5) / 1e5;
  }

  String markdown() {
    StringBuilder text = new StringBuilder();
    text.append("Medians of ").append(rounds).append(" rounds of alternating forks.\n\n");
    machine.forEach((key, value) -> text.append("- ").append(key + ": " + value).append('\n'));
    text.append(
        "\n| case | threads | ours, ms | libtorch, ms | ratio | ratio of best calls | goal |\n");
    text.append("|---|---|---|---|---|---|---|\n");
    for (Row row : rows) text.append(line(row)).append('\n');
    return text.toString();
  }

  static String line(Row row) {
    Double goal = row.comparison().goal();
    String verdict = goal == null ? "" : "≤ " + goal + (row.isReached() ? " reached" : " missed");
    int threads = row.comparison().threads();
    return "| "
        + String.join(
            " | ",
            row.comparison().name(),
            threads == 0 ? "all" : Integer.toString(threads),
            number(row.oursMillis()),
            number(row.peerMillis()),
            number(row.ratio()),
            number(row.bestRatio()),
            verdict)
        + " |";
  }

  private static String number(double value) {
    if (Double.isNaN(value)) return "";
    return String.format(Locale.ROOT, value < 10 ? "%.3f" : "%.1f", value);
  }
}
