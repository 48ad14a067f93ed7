package dev.gradfn.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.Torch;
import dev.gradfn.data.DataLoader;
import dev.gradfn.trace.GradFnTrace;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

class TrainLeNetTest {
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  private TrainLeNet seeded() {
    Torch.manualSeed(0);
    return new TrainLeNet(new PrintStream(printed, true, StandardCharsets.UTF_8), false);
  }

  private static DataLoader digits(int size, long seed) {
    DataLoader.Options options = DataLoader.Options.DEFAULT.withBatchSize(32);
    return new DataLoader(new Digits(size, seed), options.withShuffle(true).withNumWorkers(1));
  }

  private static double mean(List<Double> losses) {
    return losses.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }

  @Test
  void loss_falls_and_unseen_digits_are_read() {
    TrainLeNet run = seeded();
    run.train(digits(1600, 1));
    List<Double> losses = run.losses();
    assertEquals(50, losses.size());
    assertEquals(Math.log(10), losses.get(0), 0.1);
    assertTrue(mean(losses.subList(40, 50)) < mean(losses.subList(0, 10)) / 2, losses.toString());
    double accuracy = run.test(digits(200, 2));
    assertTrue(accuracy > 0.5, "accuracy " + accuracy);
    String bar = "[==============================] 50/50  loss ";
    assertTrue(printed.toString(StandardCharsets.UTF_8).startsWith(bar), printed.toString());
  }

  @Test
  void ends_with_the_map_of_its_own_network() {
    GradFnTrace trace = seeded().trace(new Digits(1, 1).get(0).input().view(1, 1, 28, 28));
    List<String> lines =
        trace.gradFnToModule().entrySet().stream()
            .map(e -> trace.pathOf(e.getValue()) + " " + e.getKey().typeName())
            .toList();
    assertEquals(
        List.of(
            "conv1 ConvolutionBackward0",
            "conv2 ConvolutionBackward0",
            "fc1 AddmmBackward0",
            "fc2 AddmmBackward0",
            "fc3 AddmmBackward0"),
        lines);
  }

  @Test
  void digits_are_drawn_anew_but_the_same_after_the_same_seed() {
    Tensor image = new Digits(3, 7).get(2).input();
    float[] pixels = image.toFloatArray();
    assertArrayEquals(pixels, new Digits(3, 7).get(2).input().toFloatArray());
    double difference = 0;
    float[] other = new Digits(3, 8).get(2).input().toFloatArray();
    for (int i = 0; i < pixels.length; i++) difference += Math.abs(pixels[i] - other[i]);
    assertTrue(difference > 10, "another seed, another image: " + difference);
  }

  @Test
  void the_curve_is_a_picture_with_a_point_per_step(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("loss.svg");
    new LossCurve(List.of(2.0, 1.0, 0.5)).write(file);
    Document svg = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
    var lines = svg.getElementsByTagName("polyline");
    assertEquals(2, lines.getLength());
    assertEquals(
        "50.0,50.0 360.0,180.0 670.0,245.0",
        lines.item(0).getAttributes().getNamedItem("points").getNodeValue());
  }
}
