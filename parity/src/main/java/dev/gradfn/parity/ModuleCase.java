package dev.gradfn.parity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.Torch;
import dev.gradfn.nn.Module;
import dev.gradfn.signature.ModuleTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// One golden module: builds it, and compares what it is before any call.
///
/// @param golden the case
/// @param tensors beside it
record ModuleCase(JsonNode golden, GoldenTensors tensors) {
  private static final Tolerance EXACT = new Tolerance(0, 0);
  private static final Tolerance NORMAL = new Tolerance(1e-6, 1e-6);

  /// Classes whose first values are drawn from a normal distribution.
  private static final Set<String> NORMALLY_DRAWN =
      Set.of("Embedding", "MultiheadAttention", "ParameterList", "ParameterDict");

  String id() {
    return golden.path("id").asText();
  }

  private String type() {
    return golden.path("class").asText();
  }

  boolean isKnown() {
    return golden.has("tree") || ModuleTable.find(type()) != null;
  }

  /// Whether PyTorch took a kernel that we do not have, and was also recorded without.
  boolean isFused(JsonNode run) {
    if (run.has("variant")) return false;
    for (JsonNode other : golden.path("runs")) {
      boolean same =
          other.path("input").equals(run.path("input"))
              && other.path("dtype").equals(run.path("dtype"));
      if (same && other.path("variant").asText().equals("no-mkldnn")) return true;
    }
    return false;
  }

  /// With PyTorch's first weights.
  Module build() throws IOException {
    Torch.manualSeed(golden.path("seed").asLong());
    if (golden.has("tree")) return new ModuleTreeBuilder(tensors).build(golden.path("tree"));
    ModuleArguments decoder = new ModuleArguments(tensors, null, false);
    List<Object> args = decoder.positional(golden.path("args"));
    Map<String, Object> kwargs = decoder.named(golden.path("kwargs"));
    return ModuleTable.find(type()).build(args, kwargs);
  }

  /// The first difference of the new module, or null.
  String problem() throws IOException {
    Module module = build();
    String repr = golden.path("repr").asText();
    if (!repr.equals(module.toString())) {
      return "repr, expected "
          + repr.replace('\n', ' ')
          + ", got "
          + module.toString().replace('\n', ' ');
    }
    if (module.isTraining() != golden.path("training").asBoolean()) return "training flag";
    String problem = names("parameter", golden.path("parameters"), module.namedParameters());
    if (problem == null) problem = names("buffer", golden.path("buffers"), module.namedBuffers());
    if (problem == null) problem = state(module);
    if (problem == null && golden.has("tree")) problem = tree(module);
    return problem != null ? problem : init(module);
  }

  private String state(Module module) {
    List<String> keys = List.copyOf(module.stateDict().keySet());
    return Lists.difference("state_dict", texts(golden.path("state_dict")), keys);
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    for (JsonNode item : array) texts.add(item.asText());
    return texts;
  }

  /// Walks through the tree, with and without duplicates.
  private String tree(Module module) {
    String problem = walk("modules", module.namedModules());
    if (problem == null) {
      problem = walk("modules_with_duplicates", module.namedModules("", false));
    }
    if (problem == null) problem = walk("children", module.namedChildren());
    if (problem != null) return problem;
    List<String> names = List.copyOf(module.namedParameters("", true, false).keySet());
    String field = "parameters_with_duplicates";
    return Lists.difference(field, texts(golden.path(field)), names);
  }

  private String walk(String field, Map<String, Module> actual) {
    List<String> wanted = new ArrayList<>();
    for (JsonNode pair : golden.path(field)) {
      wanted.add(pair.path(0).asText() + " " + pair.path(1).asText());
    }
    List<String> got = new ArrayList<>();
    actual.forEach((name, module) -> got.add(name + " " + module.typeName()));
    return Lists.difference(field, wanted, got);
  }

  private static String names(String what, JsonNode expected, Map<String, Tensor> actual) {
    List<String> wanted = new ArrayList<>();
    for (JsonNode tensor : expected) {
      wanted.add(
          tensor.path("name").asText()
              + " "
              + Inputs.dims(tensor.path("shape"))
              + " "
              + tensor.path("dtype").asText()
              + " "
              + tensor.path("requires_grad").asBoolean());
    }
    List<String> got = new ArrayList<>();
    actual.forEach((name, tensor) ->
        got.add(
            name
                + " "
                + tensor.shape()
                + " "
                + tensor.dtype().torchName()
                + " "
                + tensor.requiresGrad()));
    return Lists.difference(what, wanted, got);
  }

  private String init(Module module) throws IOException {
    Tolerance tolerance = NORMALLY_DRAWN.contains(type()) ? NORMAL : EXACT;
    for (Map.Entry<String, JsonNode> entry : golden.path("init").properties()) {
      Tensor expected = tensors.read(entry.getValue().asText());
      String problem = tolerance.difference(expected, named(module, entry.getKey()));
      if (problem != null) return "first value of " + entry.getKey() + ": " + problem;
    }
    return null;
  }

  /// A parameter or buffer by its path.
  static Tensor named(Module module, String path) throws IOException {
    Tensor parameter = module.namedParameters().get(path);
    Tensor tensor = parameter != null ? parameter : module.namedBuffers().get(path);
    if (tensor == null) throw new IOException("no parameter or buffer " + path);
    return tensor;
  }
}
