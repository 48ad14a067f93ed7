package dev.gradfn.parity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.DType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Decodes the arguments of a module's constructor or call, and keeps the tensors among them.
final class ModuleArguments {
  private final GoldenTensors source;
  private final DType dtype;
  private final boolean cloned;
  private final GoldenArguments plain = new GoldenArguments(List.of());
  private final List<Tensor> leaves = new ArrayList<>();
  private final List<Tensor> passed = new ArrayList<>();

  /// @param dtype of floating tensors; null: as stored
  /// @param cloned whether the module gets clones of floating tensors
  ModuleArguments(GoldenTensors source, DType dtype, boolean cloned) {
    this.source = source;
    this.dtype = dtype;
    this.cloned = cloned;
  }

  /// All tensors in flat order, as leaves.
  List<Tensor> leaves() {
    return leaves;
  }

  /// The same as the module gets them.
  List<Tensor> passed() {
    return passed;
  }

  List<Object> positional(JsonNode args) throws IOException {
    List<Object> decoded = new ArrayList<>();
    for (JsonNode arg : args) decoded.add(decode(arg));
    return decoded;
  }

  Map<String, Object> named(JsonNode kwargs) throws IOException {
    Map<String, Object> decoded = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> arg : kwargs.properties()) {
      decoded.put(arg.getKey(), decode(arg.getValue()));
    }
    return decoded;
  }

  private Object decode(JsonNode value) throws IOException {
    if (value.has("null")) return null;
    if (value.has("tuple")) return positional(value.path("tuple"));
    if (value.has("list")) return positional(value.path("list"));
    return value.has("tensor") ? tensor(value) : plain.decode(value);
  }

  private Tensor tensor(JsonNode value) throws IOException {
    Tensor leaf = source.read(value.path("tensor").asText());
    boolean floating = leaf.dtype().isFloatingPoint();
    if (floating && dtype != null) leaf = leaf.to(dtype);
    if (value.path("requires_grad").asBoolean()) leaf.requiresGrad_();
    leaves.add(leaf);
    Tensor argument = floating && cloned ? leaf.cloned() : leaf;
    passed.add(argument);
    return argument;
  }
}
