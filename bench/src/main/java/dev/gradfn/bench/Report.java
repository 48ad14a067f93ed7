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

/// Writes rows as JSON for programs, as Markdown for people, and as a picture.
///
/// @param notes what was left out, and why
record Report(Map<String, Object> machine, List<Row> rows, List<String> notes) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private static final String HEADER =
      """
      | case | backend | threads | ours, ms | ours, MB | peer | peer, ms | peer, MB | ratio | of best \
      calls | goal | floors, ms: arithmetic, memory | others |
      |---|---|---|---|---|---|---|---|---|---|---|---|---|
      """;

  void write(Path folder, String name) throws IOException {
    Files.createDirectories(folder);
    JSON.writeValue(folder.resolve(name + ".json").toFile(), json());
    Files.writeString(folder.resolve(name + ".md"), markdown());
    Files.writeString(folder.resolve(name + ".svg"), BarChart.of(rows));
  }

  Map<String, Object> json() {
    List<Map<String, Object>> all = new ArrayList<>();
    for (Row row : rows) all.add(json(row));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("machine", machine);
    json.put("rows", all);
    return json;
  }

  private static Map<String, Object> json(Row row) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("case", row.name() + (row.memory() ? "-memory" : ""));
    json.put("backend", row.backend());
    json.put("ours_ms", row.memory() ? null : numberOrNull(row.oursMillis()));
    json.put("peer", row.peer());
    json.put("peer_ms", row.memory() ? null : numberOrNull(row.peerMillis()));
    json.put("ratio", numberOrNull(row.ratio()));
    json.put("best_ratio", numberOrNull(row.bestRatio()));
    json.put("ours_mb", numberOrNull(row.oursMegabytes()));
    json.put("peer_mb", numberOrNull(row.peerMegabytes()));
    json.put("goal", row.goal());
    json.put("threads", row.threads());
    json.put("others_busy", numberOrNull(row.others()));
    if (row.floors() != null && !row.memory()) {
      json.put("gflop", numberOrNull(row.floors().gigaflops()));
      json.put("arithmetic_floor_ms", numberOrNull(row.floors().arithmeticMillis()));
      json.put("memory_floor_ms", numberOrNull(row.floors().memoryMillis()));
    }
    return json;
  }

  private static Double numberOrNull(double value) {
    return Double.isNaN(value) ? null : Math.round(value * 1e5) / 1e5;
  }

  String markdown() {
    StringBuilder text = new StringBuilder();
    text.append(
        "Medians of rounds of alternating processes; a ratio is the median of the rounds'.");
    text.append(" \"Others\" is what they took of the processors meanwhile.\n\n");
    machine.forEach((key, value) -> text.append("- ").append(key + ": " + value).append('\n'));
    text.append('\n').append(HEADER);
    for (Row row : rows) text.append(line(row)).append('\n');
    if (!notes.isEmpty()) text.append('\n');
    for (String note : notes) text.append("- ").append(note).append('\n');
    return text.toString();
  }

  static String line(Row row) {
    boolean memory = row.memory();
    return "| "
        + String.join(
            " | ",
            row.name() + (memory ? "-memory" : ""),
            row.backend() == null ? "" : row.backend(),
            Integer.toString(row.threads()),
            memory ? "" : number(row.oursMillis()),
            number(row.oursMegabytes()),
            row.peer() == null ? "" : row.peer(),
            memory ? "" : number(row.peerMillis()),
            number(row.peerMegabytes()),
            number(row.ratio()),
            number(row.bestRatio()),
            verdict(row),
            memory ? "" : floors(row),
            Double.isNaN(row.others()) ? "" : Math.round(100 * row.others()) + " %")
        + " |";
  }

  private static String verdict(Row row) {
    if (row.goal() == null) return "";
    return "≤ " + row.goal() + (row.isReached() ? " reached" : " missed");
  }

  private static String floors(Row row) {
    Floors floors = row.floors();
    if (floors == null) return "";
    return number(floors.arithmeticMillis()) + ", " + number(floors.memoryMillis());
  }

  static String number(double value) {
    if (Double.isNaN(value)) return "";
    return String.format(Locale.ROOT, value < 10 ? "%.3f" : "%.1f", value);
  }
}
