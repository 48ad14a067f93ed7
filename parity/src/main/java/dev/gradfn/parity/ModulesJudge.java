package dev.gradfn.parity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gradfn.nn.MissingOperation;
import dev.gradfn.torch.Safetensors;
import java.io.IOException;

/// Layers of `torch.nn`: text, names, first values, outputs, gradients, graphs, buffers, warnings.
final class ModulesJudge implements Judge {

  @Override
  public boolean takes(GoldenFile file) {
    return file.casesHave("class", "repr", "parameters", "buffers", "runs");
  }

  @Override
  public void judge(GoldenFile file, Report report) throws IOException {
    String kind = file.text("topic");
    try (Safetensors tensors = Safetensors.open(file.path().resolveSibling(file.text("tensors")))) {
      for (JsonNode golden : file.json().path("cases")) {
        ModuleCase module = new ModuleCase(golden, new GoldenTensors(tensors));
        if (!module.isKnown()) {
          String reason = "class " + golden.path("class").asText() + " is not built yet";
          report.skipped(file, kind, module.id(), reason);
          for (JsonNode run : golden.path("runs")) {
            report.skipped(file, kind, id(module, run), reason);
          }
          continue;
        }
        String id = golden.path("id").asText();
        report.check(file, kind, id, module::problem);
        for (JsonNode run : golden.path("runs")) judge(file, module, run, report);
      }
    }
  }

  private static String id(ModuleCase module, JsonNode run) {
    String which = run.path("dtype").asText() + ", input " + run.path("input").asInt();
    return module.id() + " (" + which + ")";
  }

  private static void judge(GoldenFile file, ModuleCase module, JsonNode run, Report report) {
    String kind = file.text("topic");
    if (module.isFused(run)) {
      String reason = "a fused kernel of PyTorch; the plain variant is judged";
      report.skipped(file, kind, id(module, run), reason);
      return;
    }
    JsonNode tolerance = file.json().path("tolerance").path(run.path("dtype").asText());
    String id = id(module, run);
    try {
      String problem = new ModuleRun(module, run, Tolerance.of(tolerance)).problem();
      report.result(file, kind, id, problem);
    } catch (MissingOperation e) {
      report.skipped(file, kind, id, "operation " + e.operation() + " is not built yet");
    } catch (IOException | RuntimeException e) {
      report.result(file, kind, id, Report.words(e));
    }
  }
}
