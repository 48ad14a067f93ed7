package dev.gradfn.parity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gradfn.autograd.PrintOptions;
import dev.gradfn.torch.Safetensors;
import java.io.IOException;

/// The text of tensors, character by character.
final class PrintingJudge implements Judge {
  private final Programs programs;

  PrintingJudge(Programs programs) {
    this.programs = programs;
  }

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
        String problem = problem(golden, input, tensors);
        report.result(file, kind, golden.path("id").asText(), problem);
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

  private String problem(JsonNode golden, JsonNode input, Safetensors safetensors) {
    GoldenTensors tensors = new GoldenTensors(safetensors);
    try {
      String text =
          input == null
              ? evaluated(golden, tensors)
              : tensors.input(input).toString(options(golden.path("options")));
      String expected = golden.path("text").asText();
      return text.equals(expected) ? null : "expected " + expected + ", got " + text;
    } catch (IOException | RuntimeException e) {
      return Report.words(e);
    }
  }

  /// Python text: an expression, perhaps after statements.
  private String evaluated(JsonNode golden, GoldenTensors tensors) throws IOException {
    return programs.printed(
        ProgramJudge.source(golden),
        golden.path("print").asText(),
        ProgramJudge.inputs(golden, tensors),
        golden.path("options"));
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
