package dev.gradfn.parity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gradfn.torch.Safetensors;
import java.io.IOException;

/// `torch.optim`: optimisers step by step, LBFGS, schedules of learning rates, and small trainings.
final class TrainingJudge implements Judge {
  private final Programs programs;

  TrainingJudge(Programs programs) {
    this.programs = programs;
  }

  @Override
  public boolean takes(GoldenFile file) {
    return file.text("group").equals("training") && file.has("topic");
  }

  @Override
  public void judge(GoldenFile file, Report report) throws IOException {
    switch (file.text("topic")) {
      case "optim" -> judgeOptimizers(file, report);
      case "lbfgs" -> judgeLbfgs(file, report);
      case "schedule" -> judgeSchedules(file, report);
      case "fit" -> judgeTrainings(file, report);
      default -> report.skippedAll(file, file.name(), "a topic that is not known here");
    }
  }

  private static void judgeOptimizers(GoldenFile file, Report report) throws IOException {
    try (Safetensors tensors = tensors(file)) {
      for (JsonNode golden : file.json().path("cases")) {
        OptimizerRun run = new OptimizerRun(file, golden, new GoldenTensors(tensors));
        report.check(file, file.name(), golden.path("id").asText(), run::problem);
      }
    }
  }

  private static void judgeLbfgs(GoldenFile file, Report report) throws IOException {
    try (Safetensors tensors = tensors(file)) {
      for (JsonNode golden : file.json().path("cases")) {
        LbfgsRun run = new LbfgsRun(file, golden, new GoldenTensors(tensors));
        report.check(file, file.name(), golden.path("id").asText(), run::problem);
      }
    }
  }

  private static void judgeSchedules(GoldenFile file, Report report) {
    for (JsonNode golden : file.json().path("cases")) {
      ScheduleRun run = new ScheduleRun(file, golden);
      report.check(file, file.name(), golden.path("id").asText(), run::problem);
    }
  }

  private void judgeTrainings(GoldenFile file, Report report) throws IOException {
    try (Safetensors tensors = tensors(file)) {
      for (JsonNode golden : file.json().path("cases")) {
        FitRun run = new FitRun(file, golden, new GoldenTensors(tensors), programs);
        report.check(file, file.name(), golden.path("id").asText(), run::problem);
      }
    }
  }

  private static Safetensors tensors(GoldenFile file) throws IOException {
    return Safetensors.open(file.path().resolveSibling(file.text("tensors")));
  }
}
