package dev.gradfn.parity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The command around the judges, on small directories of golden files.
class ParityCommandTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int WRONG_INPUT = 2;
  private static final int USAGE = 64;

  @TempDir Path dir;

  private Path write(String path, String content) throws IOException {
    Path file = dir.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  private void copy(String path) throws IOException {
    Path target = dir.resolve(path);
    Files.createDirectories(target.getParent());
    Files.copy(SharedFiles.ownGolden().resolve(path), target);
  }

  /// A graph case in `graphs/`, made of what is known of a small checkpoint file.
  private void writeGraph(String checkpoint) throws IOException {
    JsonNode known =
        MAPPER.readTree(SharedFiles.ownGolden().resolve("models/v7.0-s.json").toFile());
    ObjectNode graph = known.path("model").path("train").path("graph").deepCopy();
    ObjectNode file = MAPPER.createObjectNode();
    file.put("torch", "2.13.0").put("format", 1).put("checkpoint", checkpoint).put("code", "v7.0");
    file.put("mode", "train");
    String shape = known.path("model").path("train").path("input").toString();
    file.put("input", "ones(" + shape.replaceAll("[\\[\\]]", "").replace(",", ", ") + ")");
    file.putArray("cases").add(graph.put("id", "x"));
    write("graphs/x.json", file.toString());
  }

  // ---- what fails ----------------------------------------------------------------------------

  @Test
  void a_difference_is_a_failure_with_both_sides() throws IOException {
    copy("seed/yolov5n-ppe-v6.0-as_saved.json");
    Path file = dir.resolve("seed/yolov5n-ppe-v6.0-as_saved.json");
    ObjectNode doctored = (ObjectNode) MAPPER.readTree(file.toFile());
    ((ArrayNode) doctored.path("entries").path(0)).set(1, "model.24.m.1");
    Files.writeString(file, doctored.toString());
    Run run = Run.on(dir);
    run.ends(1, "0 passed, 2 failed, 0 skipped");
    assertEquals(2, run.failures().size());
    assertTrue(
        run.failures()
            .get(0)
            .startsWith(
                "FAILED seed/yolov5n-ppe-v6.0-as_saved [map on meta] as_saved: entry 0: expected"
                    + " None | model.24.m.1 | Conv2d("),
        run.failures().get(0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"torch": "2.13.0", "format": 1, "cases": [ | broken JSON: Unexpected end-of-input
          {"format": 1} {}       | broken JSON: Trailing token
          not JSON               | broken JSON: Unrecognized token 'not'
          ''                     | no golden file, expected a JSON object with "torch" and "format"
          [1, 2]                 | no golden file, expected a JSON object with "torch" and "format"
          {"a": 1}               | no golden file, expected a JSON object with "torch" and "format"
          """)
  void a_file_that_is_no_golden_file_fails_and_the_others_are_judged(String content, String reason)
      throws IOException {
    write("graphs/a.json", content);
    copy("models/v7.0-s.json");
    copy("models/v7.0-s.pt");
    Run run = Run.on(dir);
    run.ends(1, "3 passed, 1 failed, 0 skipped");
    String line = run.failures().get(0);
    assertTrue(line.startsWith("FAILED graphs/a [whole file] : " + reason), line);
  }

  @Test
  void a_checkpoint_with_an_unknown_class_fails_in_one_line_each() throws IOException {
    writeGraph("odd");
    Files.createDirectories(dir.resolve("models"));
    String pickle = "\u0080\2}X\5\0\0\0modelcmodels.common\nC9\n)\u0081}bs.";
    byte[] bytes = pickle.getBytes(StandardCharsets.ISO_8859_1);
    Path checkpoint = dir.resolve("models/odd.pt");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(checkpoint))) {
      ZipEntry entry = new ZipEntry("odd/data.pkl");
      CRC32 crc = new CRC32();
      crc.update(bytes);
      entry.setMethod(ZipEntry.STORED);
      entry.setSize(bytes.length);
      entry.setCrc(crc.getValue());
      zip.putNextEntry(entry);
      zip.write(bytes);
    }
    Run run = Run.on(dir);
    run.ends(1, "0 passed, 2 failed, 0 skipped");
    String reason =
        ": the root module (models.common.C9): this class is not known, expected one of torch.nn or"
            + " YOLOv5's; register it with ModuleRegistry.standard().with(\"models.common.C9\","
            + " saved -> …)";
    assertEquals(
        List.of(
            "FAILED graphs/x [train on meta] x: " + checkpoint + reason,
            "FAILED graphs/x [train on cpu] x: " + checkpoint + reason),
        run.failures());
  }

  // ---- what is skipped -----------------------------------------------------------------------

  @Test
  void a_missing_checkpoint_is_skipped_with_its_name() throws IOException {
    writeGraph("nowhere");
    Run run = Run.on(dir);
    run.ends(0, "0 passed, 0 failed, 2 skipped");
    assertTrue(run.out().contains("    1 skipped: checkpoint nowhere is not here"));
  }

  @Test
  void a_kind_of_case_without_a_judge_is_skipped() throws IOException {
    write("ops/a.json", "{\"torch\": \"2.13.0\", \"format\": 1, \"cases\": [{}, {}, {}]}");
    Run run = Run.on(dir);
    run.ends(0, "0 passed, 0 failed, 3 skipped");
    assertTrue(run.out().contains("    3 skipped: no judge for this kind of case yet"));
  }

  @Test
  void the_report_names_what_was_skipped() throws IOException {
    writeGraph("nowhere");
    write(
        "ops/a.json",
        "{\"torch\": \"2.13.0\", \"format\": 1, \"cases\": [{\"id\": \"x\"}, {\"id\": \"x\"}, {}]}");
    Path page = dir.resolve("page.md");
    Run.on(dir, "--report", page).ends(0, "0 passed, 0 failed, 5 skipped");
    List<String> lines = Files.readAllLines(page);
    int skipped = lines.indexOf("## Skipped, and why");
    assertEquals(
        List.of(
            "### checkpoint nowhere is not here (2)",
            "- graphs, train on cpu: `x`",
            "- graphs, train on meta: `x`",
            "### no judge for this kind of case yet (3)",
            "- ops, not covered: `a`, `x` × 2"),
        lines.subList(skipped + 1, lines.size()).stream().filter(line -> !line.isEmpty()).toList());
    ReportedNumbers numbers = ReportedNumbers.read(page);
    assertEquals(Map.of("graphs", 1, "ops", 1), numbers.files());
    assertEquals(new ReportedNumbers.Row("ops", 0, 0, 3), numbers.rows().get("ops, not covered"));
    assertEquals(List.of(), numbers.untrueBy(numbers));
    Files.writeString(page, Files.readString(page).replace("| 0 | 0 | 3 |", "| 3 | 0 | 1 |"));
    assertEquals(1, ReportedNumbers.read(page).untrueBy(numbers).size());
  }

  @Test
  void a_report_that_cannot_be_written_is_refused_before_the_run() {
    Path nowhere = dir.resolve("none");
    Run.on(dir, "--report", nowhere.resolve("page.md"))
        .refused(WRONG_INPUT, nowhere + ": not a directory, expected one with the report");
  }

  // ---- where things are ----------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(strings = {"v7.0-s", "v7.0-s.pt"})
  void checkpoints_are_looked_up_in_models(String name) throws IOException {
    writeGraph(name);
    Files.createDirectories(dir.resolve("models"));
    Files.copy(
        SharedFiles.ownGolden().resolve("models/v7.0-s.pt"), dir.resolve("models/v7.0-s.pt"));
    Run.on(dir).ends(0, "2 passed, 0 failed, 0 skipped");
  }

  @Test
  void checkpoints_are_looked_up_in_the_directory_given() throws IOException {
    writeGraph("v7.0-s");
    Path more = SharedFiles.ownGolden().resolve("models");
    Run.of(dir, "--checkpoints", more).ends(0, "2 passed, 0 failed, 0 skipped");
    Run.of("--checkpoints", dir.resolve("none"))
        .refused(
            WRONG_INPUT, dir.resolve("none") + ": not a directory, expected one with checkpoints");
  }

  @Test
  void one_folder_alone_is_a_directory_too() throws IOException {
    writeGraph("nowhere");
    Run run = Run.on(dir.resolve("graphs"), "--only", "graphs");
    run.ends(0, "0 passed, 0 failed, 2 skipped");
  }

  @Test
  void a_link_to_a_directory_is_followed() throws IOException {
    write("real/ops/a.json", "{\"torch\": \"2.13.0\", \"format\": 1}");
    Path link = Files.createSymbolicLink(dir.resolve("link"), dir.resolve("real"));
    Run.on(link).ends(0, "0 passed, 0 failed, 1 skipped");
  }

  // ---- usage ---------------------------------------------------------------------------------

  private void writeFolders(String... folders) throws IOException {
    for (String folder : folders) {
      write(folder + "/a.json", "{\"torch\": \"2.13.0\", \"format\": 1}");
    }
  }

  @Test
  void only_takes_folders_before_and_after_the_directory() throws IOException {
    writeFolders("a", "b", "c");
    Run.of(dir, "--only", "a", "b").ends(0, "0 passed, 0 failed, 2 skipped");
    Run.of("--only", "a", "b", dir).ends(0, "0 passed, 0 failed, 2 skipped");
    Run.of("--only", "a", "--only", "b", dir).ends(0, "0 passed, 0 failed, 2 skipped");
    Run.of("--only", "c", dir).ends(0, "0 passed, 0 failed, 1 skipped");
    Run.of("--only=b", dir, "--checkpoints", dir).ends(0, "0 passed, 0 failed, 1 skipped");
    Run.of(dir).ends(0, "0 passed, 0 failed, 3 skipped");
  }

  @Test
  void only_without_a_directory_takes_the_default() throws IOException {
    Run.of("--only", "seed", "graphs", SharedFiles.ownGolden())
        .ends(0, "30 passed, 0 failed, 0 skipped");
    Run run = Run.of("--only", "seed");
    assertEquals(0, run.code());
    assertTrue(run.passed("seed") >= 18, () -> String.join("\n", run.out()));
    assertEquals(0, run.passed("graphs"));
  }

  @Test
  void a_folder_that_is_not_there_is_said() throws IOException {
    writeFolders("a", "b");
    String message = dir + ": has no golden files in a folder \"x\", it has [a, b]";
    Run.of("--only", "x", dir).refused(WRONG_INPUT, message);
    Run.of("--only", "a", "x", dir).refused(WRONG_INPUT, message);
    Run.of(dir, "--only", "x").refused(WRONG_INPUT, message);
  }

  @Test
  void a_directory_without_cases_is_wrong_input() {
    Run.of(dir)
        .refused(WRONG_INPUT, dir + ": no golden case found, expected JSON files in folders");
    Path none = dir.resolve("none");
    Run.of(none).refused(WRONG_INPUT, none + ": not a directory, expected one with golden files");
  }

  @Test
  void a_file_is_no_directory() throws IOException {
    Path file = write("a.json", "{}");
    Run.of(file).refused(WRONG_INPUT, file + ": not a directory, expected one with golden files");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --nope        | Unknown option: '--nope'
          a b           | Unmatched argument at index 1: 'b'
          --only        | Missing required parameter for option '--only' at index 0 (FOLDER)
          --backend foo | Invalid value for option '--backend': "foo" is not known, expected one of [java, onednn, nd4j]
          """)
  void wrong_usage_is_64(String args, String message) {
    Run run = Run.of((Object[]) args.split(" "));
    run.refused(USAGE, message);
  }
}
