package dev.gradfn.parity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gradfn.autograd.Shapes;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.DType;
import dev.gradfn.nn.Args;
import dev.gradfn.trace.Outputs;
import dev.gradfn.yolov5.DetectionModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The gradient of every parameter and of the input, in training and eval mode.
final class GradientJudge implements Judge {
  private static final Pattern IMAGE = Pattern.compile("\\['([^']+)'\\]");
  private static final Pattern RANGES =
      Pattern.compile("rows (\\d+)\\.\\.(\\d+), columns (\\d+)\\.\\.(\\d+)");

  /// float64 reproduces every digit but the last; float32 accumulates rounding over the layers.
  private record Tolerance(double loss, double outputs, double gradients) {
    static Tolerance of(DType dtype) {
      return dtype == DType.FLOAT64
          ? new Tolerance(1e-9, 1e-9, 1e-9)
          : new Tolerance(1e-4, 1e-4, 1e-3);
    }
  }

  private final Networks networks;

  GradientJudge(Networks networks) {
    this.networks = networks;
  }

  @Override
  public boolean takes(GoldenFile file) {
    return file.has("checkpoint", "loss")
        && file.casesHave("dtype", "mode", "params", "input_grad");
  }

  @Override
  public void judge(GoldenFile file, Report report) throws IOException {
    Path path = networks.find(file.text("checkpoint"));
    GoldenImages images = new GoldenImages(file.path().getParent());
    for (JsonNode golden : file.json().path("cases")) {
      String kind = golden.path("mode").asText() + " " + golden.path("dtype").asText();
      if (path == null) {
        report.skipped(
            file,
            kind,
            golden.path("id").asText(),
            "checkpoint " + file.text("checkpoint") + " is not here");
      } else {
        report.check(
            file,
            kind,
            golden.path("id").asText(),
            () -> problem(golden, Networks.load(path, file.text("code")), images));
      }
    }
  }

  private static String problem(JsonNode golden, DetectionModel model, GoldenImages images)
      throws IOException {
    DType dtype = DType.ofTorchName(golden.path("dtype").asText());
    Tolerance tolerance = Tolerance.of(dtype);
    model.to(dtype);
    model.train(golden.path("mode").asText().equals("train"));
    // Raw heads in both modes.
    model.detect().setTraining(true);
    model.requiresGrad_(true);
    Tensor input = input(golden.path("input").asText(), images, dtype).requiresGrad_();

    List<Tensor> heads = List.copyOf(Outputs.flatten(model.callAll(Args.of(input))).values());
    Tensor loss = loss(heads);
    loss.backward();

    double expectedLoss = golden.path("loss").asDouble();
    String problem =
        Statistics.different(
            "loss", expectedLoss, loss.item(), tolerance.loss() * Math.abs(expectedLoss));
    for (int i = 0; i < heads.size() && problem == null; i++) {
      problem =
          prefixed(
              "head " + i,
              Statistics.difference(
                  golden.path("heads").path(i), heads.get(i), tolerance.outputs()));
    }
    if (problem == null) {
      problem =
          prefixed(
              "input gradient",
              Statistics.difference(
                  golden.path("input_grad"), input.grad(), tolerance.gradients()));
    }
    if (problem == null) problem = gradients(golden, model, tolerance.gradients());
    return problem == null ? running(golden, model, tolerance.outputs()) : problem;
  }

  /// Sum over heads of `sum(head · w)`, `w[k]` pseudo-random around 0 over the flattened head.
  private static Tensor loss(List<Tensor> heads) {
    Tensor loss = null;
    for (Tensor head : heads) {
      double[] weights = new double[Math.toIntExact(head.numel())];
      for (int k = 0; k < weights.length; k++) weights[k] = Inputs.pseudoRandom(k) - 0.5;
      Tensor w = Tensor.of(weights, head.shape().toArray()).to(head.dtype());
      Tensor term = head.mul(w).sum();
      loss = loss == null ? term : loss.add(term);
    }
    return loss;
  }

  /// `images['bus-320'] and ['zidane-320'], rows 0..191, columns 0..255, / 255, batch 2`.
  private static Tensor input(String text, GoldenImages images, DType dtype) throws IOException {
    Matcher ranges = RANGES.matcher(text);
    if (!ranges.find()) throw new IOException("input \"" + text + "\", expected rows and columns");
    List<Tensor> batch = new ArrayList<>();
    Matcher names = IMAGE.matcher(text);
    while (names.find()) {
      Tensor image = images.image(names.group(1), dtype);
      batch.add(
          image
              .slice(2, Long.parseLong(ranges.group(1)), Long.parseLong(ranges.group(2)) + 1)
              .slice(3, Long.parseLong(ranges.group(3)), Long.parseLong(ranges.group(4)) + 1));
    }
    return Shapes.cat(batch, 0);
  }

  private static String gradients(JsonNode golden, DetectionModel model, double tolerance) {
    Map<String, Tensor> parameters = model.namedParameters();
    List<String> names = new ArrayList<>();
    golden.path("params").fieldNames().forEachRemaining(names::add);
    String problem = Lists.difference("parameter", names, List.copyOf(parameters.keySet()));
    for (String name : names) {
      if (problem != null) return problem;
      Tensor gradient = parameters.get(name).grad();
      problem =
          gradient == null
              ? name + " has no gradient"
              : prefixed(
                  name,
                  Statistics.difference(golden.path("params").path(name), gradient, tolerance));
    }
    return problem;
  }

  private static String running(JsonNode golden, DetectionModel model, double tolerance) {
    Map<String, Tensor> buffers = model.namedBuffers();
    for (Map.Entry<String, JsonNode> field : golden.path("running").properties()) {
      Tensor buffer = buffers.get(field.getKey());
      if (buffer == null) return field.getKey() + " is missing";
      String problem = Statistics.difference(field.getValue(), buffer, tolerance);
      if (problem != null) return field.getKey() + ": " + problem;
    }
    return null;
  }

  private static String prefixed(String what, String problem) {
    return problem == null ? null : what + ": " + problem;
  }
}
