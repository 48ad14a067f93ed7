package dev.gradfn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.gradfn.torch.TorchFile;
import dev.gradfn.yolov5.YoloV5;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceTest {
  @TempDir Path folder;

  private static final String FIRST =
      "model\\.0\\.conv  <ConvolutionBackward0 object at 0x[0-9a-f]+>: "
          + "Conv2d\\(3, 16, kernel_size=\\(6, 6\\), stride=\\(2, 2\\), padding=\\(2, 2\\),"
          + " bias=False\\)";
  private static final String BACKBONE_END =
      "model.9.cv2.bn  None: BatchNorm2d(256, eps=0.001, momentum=0.03, affine=True, bias=True,"
          + " track_running_stats=True)";

  /// Without the addresses, which differ from run to run.
  private static List<String> stable(Run run) {
    return run.lines().stream().map(line -> line.replaceFirst(" at 0x[0-9a-f]+", "")).toList();
  }

  /// Arrays two levels deep under `field`.
  private static List<List<String>> rows(String json, String field) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      while (!field.equals(parser.currentName())) parser.nextToken();
      parser.nextToken();
      while (parser.nextToken() == JsonToken.START_ARRAY) {
        List<String> row = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) row.add(parser.getValueAsString());
        rows.add(row);
      }
    }
    return rows;
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "meta"})
  void without_a_file_traces_the_embedded_yolov5n(String device) {
    List<String> lines = Run.quiet("trace", "--size", "64", "--device", device).lines();
    assertEquals(117, lines.size());
    assertTrue(lines.get(0).matches(FIRST), lines.get(0));
    assertTrue(lines.getLast().startsWith("model.24.m.2  <ConvolutionBackward0 object at 0x"));
    assertTrue(lines.getLast().endsWith(">: Conv2d(256, 255, kernel_size=(1, 1), stride=(1, 1))"));
  }

  @Test
  void cpu_and_meta_print_the_same_map() {
    Run meta = Run.quiet("trace", Run.SMALL_V7, "--size", "64", "--device", "meta");
    Run cpu = Run.quiet("trace", Run.SMALL_V7, "--size", "64", "--device", "cpu");
    assertEquals(117, cpu.lines().size());
    assertEquals(stable(cpu), stable(meta));
    assertEquals(stable(cpu), stable(Run.quiet("trace", Run.SMALL_V7, "--size", "64")));
  }

  @Test
  void the_map_does_not_depend_on_size_and_mode() {
    Run eval = Run.quiet("trace", "--device", "meta");
    assertEquals(stable(eval), stable(Run.quiet("trace", "--device", "meta", "--size", "128")));
    assertEquals(stable(eval), stable(Run.quiet("trace", "--device", "meta", "--mode", "train")));
  }

  @Test
  void as_saved_keeps_one_none_entry_and_says_why_and_what_to_do() {
    Run run = Run.of("trace", Run.SMALL_V7, "--as-saved", "--size", "64", "--device", "meta");
    assertEquals(0, run.code());
    assertEquals(
        List.of("model.24.m.2  None: Conv2d(56, 24, kernel_size=(1, 1), stride=(1, 1))"),
        run.lines());
    List<String> reasons = run.err().lines().toList();
    assertEquals(3, reasons.size());
    assertTrue(reasons.get(0).startsWith("gradfn: 117 of 117 hooked modules"), reasons.get(0));
    assertTrue(reasons.get(1).contains("no parameter requires grad"), reasons.get(1));
    assertTrue(reasons.get(1).contains("requiresGrad_(true)"), reasons.get(1));
    assertTrue(reasons.get(2).contains("leave out --as-saved"), reasons.get(2));
  }

  @Test
  void a_frozen_backbone_collapses_into_one_none_entry() {
    Run run = Run.of("trace", "--freeze", "10", "--size", "64", "--device", "meta");
    assertEquals(0, run.code());
    List<String> lines = run.lines();
    assertEquals(52, lines.size());
    assertEquals(BACKBONE_END, lines.get(0));
    assertTrue(lines.get(1).startsWith("model.10.conv  <ConvolutionBackward0 "), lines.get(1));
    assertTrue(run.err().contains("66 of 117 hooked modules"), run.err());
    assertTrue(run.err().contains("model.0.conv to model.9.cv2.bn"), run.err());
  }

  @Test
  void freezing_nothing_is_tracing_everything() {
    Run frozen = Run.quiet("trace", "--freeze", "0", "--size", "64", "--device", "meta");
    assertEquals(stable(Run.quiet("trace", "--size", "64", "--device", "meta")), stable(frozen));
  }

  @Test
  void freezing_more_layers_than_there_are_is_said() {
    Run run = Run.of("trace", "--freeze", "99", "--size", "64", "--device", "meta");
    assertEquals(0, run.code());
    assertEquals(1, run.lines().size());
    assertEquals(
        List.of(
            "gradfn: --freeze 99: the network has only 25 layers",
            "gradfn: 117 of 117 hooked modules gave an output without grad_fn and share one None"
                + " entry: model.0.conv to model.24.m.2",
            "gradfn: all layers are frozen, so nothing is recorded; freeze fewer than 25"),
        run.err().lines().toList());
  }

  @Test
  void types_choose_what_is_hooked() {
    Run run = Run.quiet("trace", "--types", "Conv2d", "--size", "64", "--device", "meta");
    assertEquals(60, run.lines().size());
    assertTrue(run.lines().stream().allMatch(line -> line.contains(">: Conv2d(")));
    Run two = Run.quiet("trace", "--types", "C3,SPPF", "--size", "64", "--device", "meta");
    long entries = two.lines().stream().filter(line -> line.startsWith("model.")).count();
    assertEquals(9, entries);
  }

  @Test
  void a_module_called_three_times_has_three_entries() throws IOException {
    Run run =
        Run.quiet(
            "trace", "--types", "MaxPool2d", "--size", "64", "--device", "meta", "--format=json");
    assertEquals(List.of(List.of("model.9.m", "3")), rows(run.out(), "visited"));
    assertEquals(3, rows(run.out(), "entries").size());
  }

  @Test
  void types_that_the_network_lacks_are_said() {
    Run some = Run.of("trace", "--types", "SPPF,Linear", "--size", "64", "--device", "meta");
    assertEquals(0, some.code());
    assertEquals(1, some.lines().stream().filter(line -> line.startsWith("model.")).count());
    assertEquals(
        "gradfn: --types Linear: the network has no such module" + System.lineSeparator(),
        some.err());
    Run.of("trace", "--types", "Foo", "--size", "64", "--device", "meta")
        .wrongUsage(
            "--types Foo: the network has no such module, expected some of BatchNorm2d, Bottleneck,"
                + " C3, Concat, Conv, Conv2d, Detect, DetectionModel, MaxPool2d, ModuleList, SPPF,"
                + " Sequential, SiLU, Upsample");
  }

  @ParameterizedTest
  @CsvSource({"v6.0, Model", "v6.1, Model", "v6.2, DetectionModel", "v7.0, DetectionModel"})
  void code_chooses_the_rules(String code, String type) {
    Run run =
        Run.quiet(
            "trace", "--code", code, "--types", type + ",Conv2d", "--size=64", "--device=meta");
    assertEquals(60, run.lines().size());
  }

  @Test
  void json_holds_checkpoint_variant_entries_and_visits() throws IOException {
    Run run =
        Run.quiet("trace", Run.SMALL_V6, "--format", "json", "--size", "64", "--device", "meta");
    assertEquals(1, run.lines().size());
    assertTrue(
        run.out()
            .startsWith(
                "{\"checkpoint\":\"v6.1-s.pt\",\"variant\":\"trainable\",\"entries\":"
                    + "[[\"ConvolutionBackward0\",\"model.0.conv\",\"Conv2d(3, 8, kernel_size="));
    List<List<String>> entries = rows(run.out(), "entries");
    assertEquals(117, entries.size());
    assertEquals(List.of("NativeBatchNormBackward0", "model.0.bn"), entries.get(1).subList(0, 2));
    List<List<String>> visited = rows(run.out(), "visited");
    assertEquals(117, visited.size());
    assertTrue(visited.stream().allMatch(visit -> visit.get(1).equals("1")));
  }

  @Test
  void json_names_the_variant() {
    Run frozen =
        Run.of("trace", "--freeze", "10", "--format=json", "--size=64", "--device", "meta");
    assertTrue(frozen.out().startsWith("{\"checkpoint\":\"yolov5n\",\"variant\":\"frozen:10\""));
    Run saved = Run.of("trace", Run.SMALL_V7, "--as-saved", "--format=json", "--device", "meta");
    assertTrue(
        saved.out().contains("\"variant\":\"as_saved\",\"entries\":[[null,\"model.24.m.2\","));
  }

  @Test
  void train_mode_needs_more_than_one_value_per_channel() {
    Run.of("trace", "--mode", "train", "--size", "32", "--device", "meta")
        .refused(
            "--size 32: Expected more than 1 value per channel when training, got input size"
                + " torch.Size([1, 256, 1, 1])");
  }

  @Test
  void a_size_that_does_not_fit_the_strides_is_refused_in_pytorchs_words() {
    Run.of("trace", "--size", "100", "--device", "meta")
        .refused(
            "--size 100: Sizes of tensors must match except in dimension 1. Expected size 8 but got"
                + " size 7 for tensor number 1 in the list; this network takes multiples of its"
                + " largest stride, 32");
    Run.of("trace", "--size", "1", "--device", "meta")
        .refused(
            "--size 1: Calculated padded input size per channel: (5 x 5). Kernel size: (6 x 6)."
                + " Kernel size can't be greater than actual input size; this network takes"
                + " multiples of its largest stride, 32");
  }

  @Test
  void sizes_that_fit_by_rounding_run_as_in_pytorch() {
    Run run = Run.quiet("trace", "--size", "65", "--device", "meta");
    assertEquals(117, run.lines().size());
  }

  @Test
  void a_state_dict_is_traced_in_the_network_that_model_names() throws IOException {
    Path weights = folder.resolve("weights.pt");
    TorchFile.write(weights, YoloV5.fromYaml("yolov5n").stateDict());
    Run fresh = Run.quiet("trace", "--model", "yolov5n", "--device", "meta", "--size", "64");
    Run loaded =
        Run.quiet(
            "trace", weights.toString(), "--model", "yolov5n", "--device", "meta", "--size", "64");
    assertEquals(stable(fresh), stable(loaded));
    Run other = Run.of("trace", weights.toString(), "--model", "yolov5s", "--size", "64");
    assertEquals(GradFn.WRONG_INPUT, other.code());
    assertTrue(other.err().contains("size mismatch for model.0.conv.weight"), other.err());
  }
}
