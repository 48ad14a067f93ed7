package dev.gradfn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class GroupsTest {
  @Test
  void every_layer_says_what_goes_with_it_or_why_it_stays() {
    Run run = Run.quiet("groups", Run.SMALL_V7, "--size", "64");
    assertEquals(117, run.lines().size());
    assertEquals(
        "model.0.conv  prunable together with model.0.bn (out), model.1.conv (in)",
        run.lines().get(0));
    assertEquals(
        "model.24.m.2  not prunable: its channels are an output of the network (0, 1.2)",
        run.lines().getLast());
  }

  @Test
  void as_saved_all_is_frozen() {
    Run run = Run.quiet("groups", Run.SMALL_V7, "--size", "64", "--as-saved");
    assertEquals("model.0.conv  not prunable: frozen (model.0.conv.weight)", run.lines().get(0));
  }

  @Test
  void json_has_the_groups_of_the_first_and_last_channel() {
    Run run = Run.quiet("groups", "--size", "64", "--format", "json");
    assertTrue(
        run.out()
            .startsWith(
                "{\"checkpoint\":\"yolov5n\",\"cases\":[{\"id\":\"model.0.conv\",\"channels\":16,"
                    + "\"idxs\":[0,15],\"group\":[[\"model.0.conv\",\"Conv2d\","
                    + "\"prune_out_channels\",[0,15]],"));
    assertTrue(
        run.out().contains("{\"id\":\"model.24.m.0\",\"channels\":255,\"reaches_output\":true}"));
    assertTrue(run.out().contains("\"all_groups\":[{\"root\":\"model.0.conv\",\"channels\":16,"));
    assertTrue(
        run.out()
            .contains(
                "{\"module\":\"model.24.m.0\",\"prunable\":false,\"reason\":\"output\","
                    + "\"because\":[\"0\",\"1.0\"],\"text\":\"not prunable:"));
  }

  @Test
  void trace_says_it_too_if_asked() {
    Run run = Run.of("trace", Run.SMALL_V7, "--device", "meta", "--freeze", "10", "--prunability");
    assertEquals(GradFn.OK, run.code());
    assertTrue(
        run.lines().contains("model.9.cv2.conv  not prunable: frozen (model.9.cv2.conv.weight)"));
    assertTrue(run.out().contains("model.10.conv  prunable together with model.10.bn (out), "));
  }
}
