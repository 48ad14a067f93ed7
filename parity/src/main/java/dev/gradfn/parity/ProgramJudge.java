package dev.gradfn.parity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.torch.Safetensors;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/// Recorded PyTorch programs, run as they are.
final class ProgramJudge implements Judge {
  private static final String PYTHON_ONLY =
      "the words are the Python language's; the program failed as recorded";

  private final Programs programs;

  ProgramJudge(Programs programs) {
    this.programs = programs;
  }

  @Override
  public boolean takes(GoldenFile file) {
    return file.casesHave("source", "results") || file.casesHave("source", "raises");
  }

  @Override
  public void judge(GoldenFile file, Report report) throws IOException {
    NotPassing notPassing = new NotPassing();
    try (Safetensors tensors = Safetensors.open(file.path().resolveSibling(file.text("tensors")))) {
      for (JsonNode golden : file.json().path("cases")) {
        String kind = golden.path("kind").asText();
        String problem;
        try {
          problem = problem(file, golden, new GoldenTensors(tensors));
        } catch (IOException | RuntimeException e) {
          problem = Report.words(e);
        }
        if (problem == null && golden.path("python_only").asBoolean()) {
          report.skipped(file, kind, golden.path("id").asText(), PYTHON_ONLY);
        } else {
          notPassing.enter(file, kind, golden.path("id").asText(), problem, report);
        }
      }
    }
  }

  private String problem(GoldenFile file, JsonNode golden, GoldenTensors tensors)
      throws IOException {
    Map<String, Tensor> inputs = inputs(golden, tensors);
    boolean extra = file.json().has("topic");
    Programs.Outcome outcome = programs.run(source(golden), inputs, extra);
    JsonNode tolerance = file.json().path("tolerance");
    return new ProgramRun(golden, tensors, tolerance, outcome, !extra).problem();
  }

  /// A list of lines, or one text.
  static String source(JsonNode golden) {
    JsonNode source = golden.path("source");
    if (source.isTextual()) return source.asText();
    StringBuilder lines = new StringBuilder();
    for (JsonNode line : source) lines.append(line.asText()).append('\n');
    return lines.toString();
  }

  static Map<String, Tensor> inputs(JsonNode golden, GoldenTensors tensors) throws IOException {
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    for (JsonNode input : golden.path("inputs")) {
      inputs.put(input.path("name").asText(), tensors.input(input));
    }
    return inputs;
  }
}
