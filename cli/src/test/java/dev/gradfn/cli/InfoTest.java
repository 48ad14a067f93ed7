package dev.gradfn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradfn.nn.Module;
import dev.gradfn.nn.ReLU;
import dev.gradfn.nn.Sequential;
import dev.gradfn.signature.ModuleTable;
import dev.gradfn.torch.Safetensors;
import dev.gradfn.torch.TorchFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InfoTest {
  @TempDir Path folder;

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

  private static Module linear() {
    return ModuleTable.find("Linear").build(List.of(3L, 2L), Map.of());
  }

  /// What `info` says of a file with this root, without the file's name.
  private List<String> info(Object root) throws IOException {
    Path path = folder.resolve("a.pt");
    TorchFile.write(path, root);
    List<String> lines = Run.quiet("info", path.toString()).lines();
    assertEquals("file        " + path, lines.getFirst());
    return lines.subList(1, lines.size());
  }

  @Test
  void of_a_state_dict_it_says_the_tensors() throws IOException {
    assertEquals(
        List.of(
            "container   zip",
            "root        state dict",
            "elements    8",
            "tensors     2",
            "dtype       float32",
            "contents    weight: float32 [2, 3], bias: float32 [2]",
            "date        unknown"),
        info(linear().stateDict()));
  }

  @Test
  void of_a_module_it_says_the_children() throws IOException {
    assertEquals(
        List.of(
            "container   zip",
            "root        torch.nn.modules.container.Sequential",
            "elements    8",
            "tensors     2",
            "dtype       float32",
            "contents    0: torch.nn.modules.linear.Linear, 1: torch.nn.modules.activation.ReLU",
            "date        unknown"),
        info(new Sequential(List.of(linear(), new ReLU()))));
  }

  @Test
  void of_a_training_checkpoint_it_says_the_entries() throws IOException {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("epoch", 7L);
    root.put("model", linear().stateDict());
    root.put("optimizer", Map.of("state", Map.of()));
    root.put("date", "2022-01-01\u001b[2J");
    assertEquals(
        List.of(
            "container   zip",
            "root        dict",
            "elements    8",
            "tensors     2",
            "dtype       float32",
            "contents    epoch: 7, model: state dict of 2, 2 tensors, optimizer: dict of 1,"
                + " date: \"2022-01-01\\u001b[2J\"",
            "date        2022-01-01\\u001b[2J"),
        info(root));
  }

  @Test
  void of_many_entries_it_counts_those_that_it_does_not_show() throws IOException {
    Map<String, Object> root = new TreeMap<>();
    for (int i = 10; i < 30; i++) root.put("n" + i, (long) i);
    String contents = info(root).get(5);
    assertTrue(contents.endsWith("n19: 19, 10 more"), contents);
  }

  @Test
  void of_safetensors_it_says_the_tensors_as_json_too() throws IOException {
    Path path = folder.resolve("a.safetensors");
    Safetensors.write(path, linear().stateDict(), Map.of());
    String json = Run.quiet("info", path.toString(), "--format", "json").out();
    assertTrue(json.contains("\"container\":\"safetensors\",\"root\":\"state dict\""), json);
    assertTrue(json.contains("\"elements\":8,\"tensors\":2,\"dtype\":[\"float32\"]"), json);
  }
}
