package dev.gradfn.parity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.Torch;
import dev.gradfn.core.DType;
import dev.gradfn.nn.Module;
import dev.gradfn.signature.ModuleTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a new module draws after a seed, and that it draws nothing more.
record FirstWeights(JsonNode golden, GoldenTensors tensors) {
  private static final Pattern CONSTRUCTOR = Pattern.compile("nn\\.(\\w+)\\((.*)\\)");

  /// From this size on numbers come from PyTorch's vector functions.
  private static final Tolerance FLOAT = new Tolerance(6e-8, 3e-6);

  private static final Tolerance DOUBLE = new Tolerance(4e-16, 0);

  /// Why the case cannot be run, or null.
  String notCovered() {
    String name = constructor().group(1);
    return ModuleTable.find(name) == null ? "module " + name + " is not built yet" : null;
  }

  /// The first difference, or null.
  String problem() throws IOException {
    Torch.manualSeed(RandomRun.unsigned(golden.path("seed").asText()));
    Module module = build();
    List<String> names = new ArrayList<>();
    for (JsonNode entry : golden.path("state_dict")) {
      String name = entry.path("name").asText();
      names.add(name);
      Tensor expected = tensors.read(entry.path("key").asText());
      String problem = difference(expected, ModuleCase.named(module, name));
      if (problem != null) return name + ": " + problem;
    }
    String problem = Lists.difference("entry", names, new ArrayList<>(module.stateDict().keySet()));
    if (problem != null) return problem;
    problem = difference(tensors.read(golden.path("rand_after").asText()), Tensor.rand(1));
    return problem == null ? null : "rand afterwards: " + problem;
  }

  private static String difference(Tensor expected, Tensor actual) {
    return (expected.dtype() == DType.FLOAT64 ? DOUBLE : FLOAT).difference(expected, actual);
  }

  private Module build() {
    Matcher constructor = constructor();
    PythonCall call = PythonCall.parse(constructor.group(2));
    return ModuleTable.find(constructor.group(1)).build(call.args(), call.kwargs());
  }

  private Matcher constructor() {
    String source = golden.path("source").asText();
    Matcher constructor = CONSTRUCTOR.matcher(source);
    if (constructor.matches()) return constructor;
    throw new IllegalArgumentException("constructor \"" + source + "\" is not known yet");
  }
}
