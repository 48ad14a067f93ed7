package dev.gradfn.parity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gradfn.autograd.Generator;
import dev.gradfn.torch.Safetensors;
import java.io.IOException;

/// Random numbers: the same ones after the same seed, and the state behind them. Cases that PyTorch
/// computes with MKL on Intel's processors (`mkl_on_intel`) hold what it computes on others, as we
/// do on all.
final class RandomJudge implements Judge {
  @Override
  public boolean takes(GoldenFile file) {
    return file.text("group").equals("random") && file.casesHave("kind", "seed");
  }

  @Override
  public void judge(GoldenFile file, Report report) throws IOException {
    try (Safetensors tensors = Safetensors.open(file.path().resolveSibling(file.text("tensors")))) {
      for (JsonNode golden : file.json().path("cases")) {
        String kind = golden.path("kind").asText();
        if (kind.equals("module")) {
          module(file, golden, new FirstWeights(golden, new GoldenTensors(tensors)), report);
        } else {
          report.check(file, kind, golden.path("id").asText(), () -> problem(golden, tensors));
        }
      }
    }
  }

  private static void module(
      GoldenFile file, JsonNode golden, FirstWeights weights, Report report) {
    String reason = weights.notCovered();
    String id = golden.path("id").asText();
    if (reason != null) report.skipped(file, "module", id, reason);
    else report.check(file, "module", id, weights::problem);
  }

  private static String problem(JsonNode golden, Safetensors tensors) throws IOException {
    Generator generator =
        golden.path("generator").asBoolean() ? new Generator() : Generator.global();
    String seed = golden.path("seed").asText();
    if (!golden.path("seed").isNull()) generator.manualSeed(RandomRun.unsigned(seed));
    RandomRun run = new RandomRun(generator, new GoldenTensors(tensors));
    for (JsonNode step : golden.path("steps")) {
      String problem = run.problem(step);
      if (problem != null) return step.path("source").asText() + ": " + problem;
    }
    return run.stateProblem(golden);
  }
}
