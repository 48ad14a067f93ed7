package dev.gradfn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GraphTest {
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
}
