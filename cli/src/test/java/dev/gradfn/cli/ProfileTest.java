package dev.gradfn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradfn.torch.TorchFile;
import dev.gradfn.yolov5.DetectionModel;
import dev.gradfn.yolov5.ModelFactory;
import dev.gradfn.yolov5.YoloConfig;
import dev.gradfn.yolov5.YoloVersion;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileTest {
  @TempDir static Path folder;
  private static String checkpoint;

  @BeforeAll
  static void make_a_small_checkpoint() throws IOException {
    YoloConfig narrow = YoloConfig.named("yolov5n", 2).with("width_multiple", 0.125);
    DetectionModel model = ModelFactory.create(narrow, YoloVersion.V7_0);
    Path file = folder.resolve("small.pt");
    TorchFile.write(file, Map.of("model", model));
    checkpoint = file.toString();
  }

  private static Run profile(String... options) {
    List<String> all = new ArrayList<>(List.of("profile", checkpoint, "--size", "64"));
    all.addAll(List.of("--warm-up", "0", "--repeat", "1"));
    all.addAll(List.of(options));
    return Run.quiet(all.toArray(new String[0]));
  }

  @Test
  void the_table_has_these_columns_and_ends_with_the_passes() {
    Run run = profile("--width", "200");
    assertEquals(
        List.of(
            "module",
            "pass",
            "operation",
            "node",
            "shape",
            "ms",
            "share",
            "GFLOP/s",
            "MB",
            "layout"),
        List.of(run.lines().get(0).split("\\s{2,}")));
    assertEquals("", run.lines().get(31));
    assertTrue(run.lines().get(32).endsWith(" rows more (--top)"), run.lines().get(32));
    assertTrue(run.lines().get(33).matches("forward: .* ms, .* ms of it in rows; the median of 1"));
    assertTrue(run.lines().get(34).startsWith("backward: "));
  }

  @Test
  void csv_has_a_row_for_each_operation_and_each_node() {
    Run run = profile("--format", "csv");
    assertEquals(
        "pass,module,operation,node,shape,ms,share,flops,gflops_per_s,bytes,layout",
        run.lines().get(0));
    for (String line : run.lines()) assertEquals(11, line.split(",", -1).length, line);
    String first = run.lines().get(1);
    assertTrue(
        first.startsWith("forward,model.0.conv,Convolution,ConvolutionBackward0,1x8x32x32,"),
        first);
    // 8 channels of 32 × 32, each of 3 × 6 × 6 multiply-adds.
    assertEquals("1769472", first.split(",")[7]);
    assertEquals("plain", first.split(",")[10]);
    String last = run.lines().getLast();
    assertTrue(last.startsWith("backward,model.0.conv.weight,"), last);
    long silus = run.lines().stream().filter(line -> line.contains(".act,Silu,")).count();
    assertEquals(2 * 57, silus);
  }

  @Test
  void json_holds_the_same() {
    Run run = profile("--format", "json", "--top", "1");
    assertTrue(
        run.out()
            .startsWith(
                "{\"checkpoint\":\"small.pt\",\"size\":64,\"batch\":1,\"grad\":true,\"repeat\":1,"
                    + "\"ms\":{\"forward\":"),
        run.out());
    assertTrue(
        run.out()
            .contains(
                "\"rows\":[{\"pass\":\"forward\",\"module\":\"model.0.conv\",\"operation\":"
                    + "\"Convolution\",\"node\":\"ConvolutionBackward0\",\"shape\":[1,8,32,32],"
                    + "\"ms\":"),
        run.out());
  }

  @Test
  void without_grad_there_is_no_backward_and_no_node() {
    Run run = profile("--no-grad", "--format", "csv");
    assertTrue(run.lines().get(1).startsWith("forward,model.0.conv,Convolution,,1x8x32x32,"));
    assertTrue(run.lines().stream().noneMatch(line -> line.startsWith("backward")));
    assertTrue(profile("--grad", "--format=csv").out().contains("backward"));
  }

  @Test
  void rows_are_sorted_as_asked() {
    List<String> lines = profile("--format", "csv", "--sort", "bytes").lines();
    long before = Long.MAX_VALUE;
    for (String line : lines.subList(1, lines.size())) {
      long bytes = Long.parseLong(line.split(",", -1)[9]);
      assertTrue(bytes <= before, line);
      before = bytes;
    }
  }

  @Test
  void a_picture_may_be_the_input() throws IOException {
    Path picture = folder.resolve("picture.png");
    ImageIO.write(new BufferedImage(20, 10, BufferedImage.TYPE_INT_RGB), "png", picture.toFile());
    Run run = profile("--image", picture.toString(), "--no-grad", "--format", "csv");
    assertTrue(run.lines().get(1).contains(",1x8x32x32,"));
    Path text = Files.writeString(folder.resolve("text.png"), "no picture");
    Run.of("profile", checkpoint, "--size", "64", "--image", text.toString())
        .refused(text + ": is no picture that Java reads, expected PNG or JPEG");
    Run.of("profile", checkpoint, "--image", picture.toString(), "--batch", "2")
        .wrongUsage("--image is one picture, expected no --batch beside it");
  }
}
