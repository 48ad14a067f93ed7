package dev.gradfn.parity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gradfn.signature.Operation;
import dev.gradfn.signature.OperationTable;
import dev.gradfn.torch.Safetensors;
import java.io.IOException;

/// Single operations: values, strides, aliasing, graph, saved fields, first and second derivatives.
final class OperationJudge implements Judge {
  @Override
  public boolean takes(GoldenFile file) {
    return file.casesHave("op", "fn", "form", "args", "inputs", "outputs");
  }

  @Override
  public void judge(GoldenFile file, Report report) throws IOException {
    try (Safetensors tensors =
        Safetensors.open(file.path().resolveSibling(file.name() + ".safetensors"))) {
      for (JsonNode golden : file.json().path("cases")) {
        String reason = notCovered(golden);
        String id = golden.path("id").asText();
        if (reason != null) report.skipped(file, file.name(), id, reason);
        else report.result(file, file.name(), id, problem(golden, tensors));
      }
    }
  }

  private static String notCovered(JsonNode golden) {
    JsonNode view = golden.path("view");
    if (view.isObject() && find(view) == null) return notBuilt(view);
    return find(golden) == null ? notBuilt(golden) : null;
  }

  private static String notBuilt(JsonNode call) {
    return "operation " + name(call) + " is not built yet";
  }

  /// @param golden a case, or its `view`
  static Operation find(JsonNode golden) {
    return OperationTable.find(name(golden));
  }

  /// `torch.Tensor.view` is `view`, `torch.nn.functional.relu` is `nn.functional.relu`.
  static String name(JsonNode golden) {
    return golden.path("fn").asText().replaceFirst("^torch\\.(Tensor\\.)?", "");
  }

  private static String problem(JsonNode golden, Safetensors tensors) {
    try {
      return new OperationRun(golden, tensors).problem();
    } catch (IOException | RuntimeException e) {
      return Report.words(e);
    }
  }
}
