package dev.gradfn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class InfoTest {
  @Test
  void text_has_one_fact_a_line() {
    Run run = Run.quiet("info", Run.SMALL_V7);
    assertEquals(
        List.of(
            "file        " + Run.SMALL_V7,
            "container   zip",
            "root        models.yolo.DetectionModel",
            "entry       model",
            "parameters  101936",
            "tensors     177",
            "dtype       float16",
            "code        v7.0",
            "nc          3",
            "names       cat, dog, bird",
            "stride      8.0, 16.0, 32.0",
            "date        unknown"),
        run.lines());
  }

  @Test
  void json_has_the_same_facts() {
    Run run = Run.quiet("info", Run.SMALL_V6, "--format", "json");
    assertEquals(
        "{\"file\":\""
            + Run.SMALL_V6
            + "\",\"container\":\"zip\",\"root\":\"models.yolo.Model\",\"entry\":\"model\","
            + "\"parameters\":101936,\"tensors\":177,\"dtype\":\"float16\",\"code\":\"v6.0\","
            + "\"nc\":3,\"names\":[\"cat\",\"dog\",\"bird\"],\"stride\":[8.0,16.0,32.0],"
            + "\"date\":null}"
            + System.lineSeparator(),
        run.out());
  }
}
