package dev.gradfn.parity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gradfn.autograd.Parameter;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Dims;
import dev.gradfn.nn.Args;
import dev.gradfn.nn.Init;
import dev.gradfn.nn.Module;
import dev.gradfn.nn.ModuleDict;
import dev.gradfn.nn.ModuleList;
import dev.gradfn.nn.ParameterDict;
import dev.gradfn.nn.ParameterList;
import dev.gradfn.nn.Sequential;
import dev.gradfn.signature.ModuleTable;
import dev.gradfn.signature.ModuleType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Builds containers and user-defined modules from a golden tree, children first and in order.
final class ModuleTreeBuilder {
  private final GoldenTensors tensors;
  private final Map<String, Module> shared = new HashMap<>();

  ModuleTreeBuilder(GoldenTensors tensors) {
    this.tensors = tensors;
  }

  Module build(JsonNode tree) throws IOException {
    String label = tree.path("share").asText();
    if (shared.containsKey(label)) return shared.get(label);
    Module module = fresh(tree);
    if (!label.isEmpty()) shared.put(label, module);
    return module;
  }

  private Module fresh(JsonNode tree) throws IOException {
    LinkedHashMap<String, Object> children = new LinkedHashMap<>();
    for (JsonNode child : tree.path("children")) {
      children.put(child.path(0).asText(), child(child.path(1)));
    }
    String type = tree.path("class").asText();
    if (tree.path("custom").asBoolean()) return new Custom(tree, children);
    return switch (type) {
      case "Sequential" -> sequential(tree, children);
      case "ModuleList" -> new ModuleList(List.copyOf(modules(children).values()));
      case "ModuleDict" -> new ModuleDict(modules(children));
      case "ParameterList" -> new ParameterList(new ArrayList<>(children.values()));
      case "ParameterDict" -> new ParameterDict(children);
      default -> layer(type, tree);
    };
  }

  private Object child(JsonNode child) throws IOException {
    if (child.isNull()) return null;
    return child.has("parameter") ? parameter(child.path("parameter")) : build(child);
  }

  private static Parameter parameter(JsonNode shape) {
    Dims dims = Inputs.dims(shape);
    return new Parameter(Init.normal_(Tensor.zeros(dims.toArray()), 0, 1, null));
  }

  private static Sequential sequential(JsonNode tree, Map<String, Object> children) {
    LinkedHashMap<String, Module> modules = modules(children);
    return tree.path("how").asText().equals("named")
        ? new Sequential(modules)
        : new Sequential(List.copyOf(modules.values()));
  }

  private static LinkedHashMap<String, Module> modules(Map<String, Object> children) {
    LinkedHashMap<String, Module> modules = new LinkedHashMap<>();
    children.forEach((name, child) -> modules.put(name, (Module) child));
    return modules;
  }

  private Module layer(String name, JsonNode tree) throws IOException {
    ModuleType type = ModuleTable.find(name);
    if (type == null) throw new IOException("class " + name + " is not built yet");
    ModuleArguments decoder = new ModuleArguments(tensors, null, false);
    return type.build(decoder.positional(tree.path("args")), decoder.named(tree.path("kwargs")));
  }

  /// A module of a user's own class, which is only looked at.
  private static final class Custom extends Module {
    private final String name;
    private final String extra;

    Custom(JsonNode tree, Map<String, Object> children) {
      name = tree.path("class").asText();
      extra = tree.path("extra_repr").asText();
      children.forEach(this::add);
    }

    private void add(String child, Object value) {
      if (value instanceof Tensor parameter) registerParameter(child, parameter);
      else registerModule(child, (Module) value);
    }

    @Override
    public String typeName() {
      return name;
    }

    @Override
    protected String extraRepr() {
      return extra;
    }

    @Override
    protected Object forward(Args args) {
      throw new UnsupportedOperationException(name + " is not called");
    }
  }
}
