package dev.gradfn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GraphTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"train, v7.0, 385", "eval, v7.0, 416", "train, v6.0, 385", "eval, v6.0, 425"})
  void counts_the_nodes_of_the_embedded_yolov5n(String mode, String code, int nodes) {
    Run run = Run.quiet("graph", "--mode", mode, "--code", code, "--size", "64");
    assertEquals(1, run.lines().size());
    String start = "{\"count\":" + nodes + ",\"names\":{\"AccumulateGrad\":177,";
    assertTrue(run.out().startsWith(start), run.out().substring(0, 60));
    assertEquals(
        nodes, Pattern.compile("\\[\"[A-Za-z0-9]+\",\\[").matcher(run.out()).results().count());
  }

  @Test
  void the_default_is_eval_with_one_image_of_640() {
    Run run = Run.quiet("graph");
    assertTrue(run.out().startsWith("{\"count\":416,"));
    assertTrue(run.out().contains("\"outputs\":[[\"0\",0,0,[1,25200,85]],[\"1.0\","));
  }

  @Test
  void batch_and_size_are_the_inputs() {
    Run run = Run.quiet("graph", "--batch", "2", "--size", "64", "--mode", "train");
    assertTrue(run.out().contains("\"outputs\":[[\"0\",0,0,[2,3,8,8,85]],[\"1\","));
  }

  @Test
  void cpu_and_meta_have_the_same_graph() {
    Run meta = Run.quiet("graph", Run.SMALL_V6, "--size", "64");
    Run cpu = Run.quiet("graph", Run.SMALL_V6, "--size", "64", "--device", "cpu");
    assertEquals(meta.out(), cpu.out());
    assertTrue(meta.out().startsWith("{\"count\":425,"));
  }

  @Test
  void leaves_have_the_names_of_parameters() {
    Run run = Run.quiet("graph", "--size", "64");
    assertTrue(run.out().contains("[\"AccumulateGrad\",[],\"model.24.m.0.bias\"]"));
    assertTrue(run.out().endsWith("]]}" + System.lineSeparator()));
  }

  @Test
  void a_pattern_freezes_parameters_by_name_and_the_drawing_says_so() throws Exception {
    Path file = folder.resolve("frozen.json");
    Run.quiet(
        "graph", Run.SMALL_V7, "--size=64", "--freeze", "model.0.*,*.1.bn.bias", "-o", "" + file);
    String json = Files.readString(file);
    assertTrue(json.contains("\"reason\":\"frozen\",\"because\":[\"model.0.conv.weight\"]"));
    assertTrue(json.contains("\"reason\":\"frozen\",\"because\":[\"model.1.bn.bias\"]"));
    assertTrue(json.contains("\"reason\":\"output\""));
  }

  @Test
  void a_pattern_that_fits_no_name_is_refused() {
    Run.of("graph", Run.SMALL_V7, "--size=64", "--freeze", "backbone.*")
        .wrongUsage(
            "--freeze backbone.*: no parameter has such a name; the first is called"
                + " model.0.conv.weight");
  }

  @Test
  void a_drawing_that_cannot_be_written_is_one_line() {
    Path file = folder.resolve("none").resolve("x.svg");
    Run run = Run.of("graph", Run.SMALL_V7, "--size=64", "-o", "" + file);
    assertEquals("gradfn: " + file + ": there is no such folder\n", run.err());
    assertEquals(GradFn.NOT_WRITTEN, run.code());
  }
}
