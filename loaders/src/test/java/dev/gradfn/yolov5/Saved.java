package dev.gradfn.yolov5;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.pickle.PickleBytes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A module as a file describes it, open to changes: what `torch.save` would pickle.
final class Saved {
  /// A tensor to be written as `dtype`. Written twice, it is one object in the file.
  record Data(Tensor tensor, String dtype, boolean parameter, boolean requiresGrad) {
    static Data parameter(Tensor tensor) {
      return new Data(tensor, "float32", true, false);
    }

    static Data buffer(Tensor tensor) {
      return new Data(tensor, tensor.dtype().torchName(), false, false);
    }
  }

  /// A Python tuple.
  record Tuple(List<Object> items) {
    static Tuple of(Object... items) {
      return new Tuple(List.of(items));
    }
  }

  /// Instructions to be written as they are.
  interface Verbatim {
    void write(PickleBytes to);
  }

  String module;
  final String name;
  final Map<String, Object> attributes = new LinkedHashMap<>();
  final Map<String, Object> parameters = new LinkedHashMap<>();
  final Map<String, Object> buffers = new LinkedHashMap<>();
  final Map<String, Object> children = new LinkedHashMap<>();

  /// @param className such as `torch.nn.modules.conv.Conv2d`
  Saved(String className) {
    int dot = className.lastIndexOf('.');
    this.module = className.substring(0, dot);
    this.name = className.substring(dot + 1);
    attributes.put("training", true);
  }

  static Saved sequential(Saved... layers) {
    Saved sequential = new Saved("torch.nn.modules.container.Sequential");
    for (Saved layer : layers) {
      sequential.children.put(Integer.toString(sequential.children.size()), layer);
    }
    return sequential;
  }

  static Saved identity() {
    return new Saved("torch.nn.modules.linear.Identity");
  }

  Saved with(String attribute, Object value) {
    attributes.put(attribute, value);
    return this;
  }

  /// The module at `model.0.conv`, seen from here.
  Saved at(String path) {
    Saved found = this;
    for (String step : path.split("\\.")) found = (Saved) found.children.get(step);
    return found;
  }

  /// This module and all below it.
  List<Saved> all() {
    List<Saved> all = new ArrayList<>(List.of(this));
    for (Object child : children.values()) {
      if (child instanceof Saved saved) all.addAll(saved.all());
    }
    return all;
  }
}
