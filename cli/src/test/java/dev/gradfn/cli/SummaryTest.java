package dev.gradfn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SummaryTest {
  @Test
  void a_wide_table_has_every_column_and_the_line_that_yolov5_prints() {
    Run run = Run.quiet("summary", "--width", "200");
    assertEquals(
        List.of(
            "module",
            "input",
            "output",
            "kernel",
            "parameters",
            "share",
            "trainable",
            "mult-adds",
            "MB",
            "calls",
            "prunable"),
        List.of(run.lines().get(0).split("\\s{2,}")));
    assertTrue(
        run.out().contains("214 modules, 1,872,157 parameters, 1,872,157 gradients, 4.6 GFLOPs at"),
        run.out());
  }

  @Test
  void the_shared_activation_is_one_row_with_its_calls() {
    Run run = Run.quiet("summary", "--width", "200");
    String row = run.lines().stream().filter(line -> line.contains("act SiLU")).findFirst().get();
    assertTrue(row.endsWith(" 57"), row);
    assertEquals(1, run.lines().stream().filter(line -> line.contains("act SiLU")).count());
    assertTrue(run.out().contains("2 modules are called more than once and counted once"));
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 80, 120})
  void the_table_fits_the_width(int width) {
    Run run = Run.quiet("summary", "--width", "" + width, "--depth", "2");
    for (String line : run.lines().subList(0, 27)) assertTrue(line.length() <= width, line);
    assertTrue(run.lines().getLast().startsWith("no room for: "), run.lines().getLast());
  }

  @Test
  void json_and_csv_hold_all_rows() {
    Run json = Run.quiet("summary", Run.SMALL_V7, "--size", "64", "--format", "json");
    assertTrue(json.out().startsWith("{\"checkpoint\":\"v7.0-s.pt\",\"size\":64,\"modules\":"));
    assertTrue(
        json.out()
            .contains(
                "{\"module\":\"model.0.conv\",\"class\":\"Conv2d\",\"depth\":3,\"calls\":"
                    + "[{\"input\":[1,3,64,64],\"output\":[1,"));
    assertTrue(
        json.out()
            .contains(
                "\"prunable\":false,\"reason\":\"output\",\"because\":[\"0\",\"1.0\"],\"text\":\"not"),
        "why model.24.m.0 stays");
    Run csv = Run.quiet("summary", Run.SMALL_V7, "--size", "64", "--format", "csv");
    int columns = csv.lines().get(0).split(",").length;
    for (String line : csv.lines()) assertEquals(columns, line.split(",", -1).length, line);
    assertTrue(csv.lines().getLast().startsWith("model.24.m.2,Conv2d,4,"));
    assertTrue(csv.lines().getLast().endsWith(",1,false,output,0 1.2"));
  }

  @Test
  void diff_of_a_network_with_itself_is_empty() {
    assertEquals("", Run.quiet("diff", Run.SMALL_V7, Run.SMALL_V7, "--size", "64").out());
  }

  @Test
  void diff_names_a_size_that_the_network_cannot_take() {
    Run run = Run.of("diff", Run.SMALL_V6, Run.SMALL_V6, "--size", "40");
    assertEquals(GradFn.WRONG_INPUT, run.code());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().startsWith("gradfn: --size 40: "), run.err());
    assertTrue(run.err().strip().endsWith("multiples of its largest stride, 32"), run.err());
    Run.of("diff", Run.SMALL_V6, Run.SMALL_V6, "--size", "40000")
        .wrongUsage(
            "input of shape [1, 3, 40000, 40000] is too large, expected fewer than 2^31 elements");
  }

  @Test
  void diff_tells_what_is_gone_new_and_changed() {
    Run run = Run.of("diff", Run.SMALL_V7, Run.SMALL_CLASSIFIER, "--size", "64");
    assertEquals(DiffCommand.DIFFERENT, run.code());
    assertEquals("", run.err());
    assertTrue(run.lines().contains("- grad_fn of model.24.m.0: ConvolutionBackward0"));
    assertTrue(run.lines().contains("+ grad_fn of model.9.linear: AddmmBackward0"), run.out());
    assertTrue(run.out().contains("~ parameters: "));
  }
}
