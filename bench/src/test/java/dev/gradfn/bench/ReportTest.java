package dev.gradfn.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
  @TempDir Path folder;

  private static Report report() {
    Row alone = new Row("handles", null, 1, List.of(), "libtorch", times(), null, false, null, 0);
    List<Row> rows = List.of(RowTest.row(0.4, false), RowTest.row(0.8, true), alone);
    return new Report(Map.of("cpu", "some"), rows, List.of("onednn left out: no such backend"));
  }

  private static List<Sample> times() {
    return List.of(new Sample(1, 1, Double.NaN));
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void jsonHasTheMachineAndARowForEachPair() throws IOException {
    report().write(folder, "latest");
    JsonNode json = new ObjectMapper().readTree(folder.resolve("latest.json").toFile());
    assertEquals(List.of("machine", "rows"), names(json));
    assertEquals("some", json.at("/machine/cpu").textValue());
    assertEquals(3, json.get("rows").size());
    for (JsonNode row : json.get("rows")) {
      assertEquals(
          List.of("case", "backend", "ours_ms", "peer", "peer_ms", "ratio"),
          names(row).subList(0, 6));
    }
    JsonNode time = json.at("/rows/0");
    assertEquals("add", time.get("case").textValue());
    assertEquals(2, time.get("ours_ms").doubleValue());
    assertEquals(16, time.get("peer_ms").doubleValue());
    assertEquals(0.5, time.get("ratio").doubleValue());
    assertEquals(0.5, time.get("arithmetic_floor_ms").doubleValue());
    JsonNode memory = json.at("/rows/1");
    assertEquals("add-memory", memory.get("case").textValue());
    assertTrue(memory.get("ours_ms").isNull());
    assertEquals(50, memory.get("ours_mb").doubleValue());
    JsonNode alone = json.at("/rows/2");
    assertTrue(alone.get("backend").isNull());
    assertTrue(alone.get("ratio").isNull());
    assertTrue(alone.get("peer_mb").isNull());
  }

  @Test
  void aLineSaysWhetherTheGoalIsReached() {
    assertEquals(
        "| add | java | 1 | 2.000 | 50.0 | libtorch | 16.0 | 100.0 | 0.500 | 0.250 | ≤ 0.4 missed"
            + " | 0.500, 0.250 | 25 % |",
        Report.line(RowTest.row(0.4, false)));
    assertEquals(
        "| add-memory | java | 1 |  | 50.0 | libtorch |  | 100.0 | 0.500 |  | ≤ 0.8 reached |  | 25 % |",
        Report.line(RowTest.row(0.8, true)));
  }

  @Test
  void markdownHasOneLinePerRowAndSaysWhatIsMissing() {
    String text = report().markdown();
    long lines = text.lines().filter(line -> line.startsWith("| ")).count();
    assertEquals(1 + 3, lines);
    for (String line : text.lines().filter(line -> line.startsWith("|")).toList()) {
      assertEquals(14, line.chars().filter(c -> c == '|').count(), line);
    }
    assertTrue(text.endsWith("- onednn left out: no such backend\n"));
  }

  @Test
  void theChartHasABarForEachRatio() throws Exception {
    report().write(folder, "latest");
    var chart =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(Files.newInputStream(folder.resolve("latest.svg")));
    // The background and two bars: of a row without a ratio there is none.
    assertEquals(3, chart.getElementsByTagName("rect").getLength());
    String text = chart.getDocumentElement().getTextContent();
    assertTrue(text.contains("add-memory, java / libtorch"), text);
  }
}
