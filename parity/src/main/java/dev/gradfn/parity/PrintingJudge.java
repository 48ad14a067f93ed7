package dev.gradfn.parity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gradfn.autograd.PrintOptions;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.torch.Safetensors;
import java.io.IOException;

/// The text of tensors, character by character.
final class PrintingJudge implements Judge {
  @Override
  public boolean takes(GoldenFile file) {
    return file.has("default_options", "tensors") && file.casesHave("print", "text");
  }

  @Override
  public void judge(GoldenFile file, Report report) throws IOException {
    try (Safetensors tensors = Safetensors.open(file.path().resolveSibling(file.text("tensors")))) {
      for (JsonNode golden : file.json().path("cases")) {
        JsonNode input = printedInput(golden);
        String kind = golden.path("kind").asText();
        String id = golden.path("id").asText();
        if (input == null) {
          report.skipped(file, kind, id, "the case is Python text: " + reason(golden));
        } else {
          String problem = problem(golden, input, tensors);
          report.result(file, kind, id, problem);
        }
      }
    }
  }

  /// The input whose text was recorded, or null where Python code makes what is printed.
  private static JsonNode printedInput(JsonNode golden) {
    if (golden.has("source")) return null;
    for (JsonNode input : golden.path("inputs")) {
      if (input.path("name").equals(golden.path("print"))) return input;
    }
    return null;
  }

  private static String reason(JsonNode golden) {
    return golden.has("source") ? "statements come first" : "an expression is printed";
  }

  private static String problem(JsonNode golden, JsonNode input, Safetensors tensors) {
    try {
      Tensor tensor = new GoldenTensors(tensors).input(input);
      String text = tensor.toString(options(golden.path("options")));
      String expected = golden.path("text").asText();
      return text.equals(expected) ? null : "expected " + expected + ", got " + text;
    } catch (IOException | RuntimeException e) {
      return Report.words(e);
    }
  }

  private static PrintOptions options(JsonNode golden) {
    PrintOptions options =
        switch (golden.path("profile").asText("default")) {
          case "short" -> PrintOptions.SHORT;
          case "full" -> PrintOptions.FULL;
          default -> PrintOptions.DEFAULT;
        };
    if (golden.has("precision")) options = options.withPrecision(golden.path("precision").asInt());
    if (golden.has("threshold")) options = options.withThreshold(golden.path("threshold").asLong());
    if (golden.has("edgeitems")) options = options.withEdgeItems(golden.path("edgeitems").asInt());
    if (golden.has("linewidth")) options = options.withLineWidth(golden.path("linewidth").asInt());
    if (golden.has("sci_mode")) options = options.withSciMode(golden.path("sci_mode").asBoolean());
    return options;
  }
}
