package dev.gradfn.yolov5;

import dev.gradfn.nn.Module;
import dev.gradfn.pickle.CheckpointException;
import dev.gradfn.pickle.Inert;
import dev.gradfn.pickle.PyDict;
import dev.gradfn.pickle.PyList;
import dev.gradfn.pickle.PySet;
import dev.gradfn.pickle.PyTuple;
import dev.gradfn.torch.StorageRecord;
import dev.gradfn.torch.TensorRecord;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/// What a file says of a module and nothing here computes with: kept as records, so that it can be
/// looked at and is written again.
final class InertAttributes {
  /// What is read otherwise, or made anew when the module is written.
  private static final Set<String> KNOWN =
      Set.of(
          "training",
          "_parameters",
          "_buffers",
          "_non_persistent_buffers_set",
          "_modules",
          "_is_full_backward_hook",
          "forward",
          "detect",
          "grid",
          "anchor_grid",
          "i",
          "f",
          "type",
          "np");

  /// What a network or its head says and [DetectionModel] knows.
  private static final Set<String> OF_NETWORKS = Set.of("stride", "save", "names", "nc");

  /// More is no attribute but a data set.
  private static final int LARGEST = 10_000;

  private InertAttributes() {}

  static void keep(SavedModule saved, Module module) throws CheckpointException {
    boolean network = module instanceof DetectionModel || module instanceof Detect;
    PyDict state = (PyDict) saved.object().state();
    Set<String> described = module.attributes().keySet();
    for (int i = 0; i < state.size(); i++) {
      if (!(state.keyAt(i) instanceof String name) || KNOWN.contains(name)) continue;
      if (network && OF_NETWORKS.contains(name)) continue;
      boolean hooks = name.startsWith("_") && name.contains("_hooks");
      Object value = state.valueAt(i);
      if (hooks || described.contains(name) || isSlot(module, name)) continue;
      if (value instanceof TensorRecord) module.setAttribute(name, saved.tensorAttribute(name));
      else if (standsAlone(value)) module.setAttribute(name, value);
    }
  }

  private static boolean isSlot(Module module, String name) {
    return module.parameterSlots().containsKey(name)
        || module.bufferSlots().containsKey(name)
        || module.childSlots().containsKey(name);
  }

  /// Whether nothing in it lies in the file, which will be closed.
  private static boolean standsAlone(Object value) {
    Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    ArrayDeque<Object> left = new ArrayDeque<>();
    push(left, value);
    while (!left.isEmpty()) {
      Object next = left.pop();
      if (next instanceof TensorRecord || next instanceof StorageRecord) return false;
      if (!seen.add(next)) continue;
      if (seen.size() > LARGEST) return false;
      parts(left, next);
    }
    return true;
  }

  private static void parts(ArrayDeque<Object> to, Object value) {
    switch (value) {
      case PyDict dict -> {
        push(to, dict.attributes());
        for (int i = 0; i < dict.size(); i++) {
          push(to, dict.keyAt(i));
          push(to, dict.valueAt(i));
        }
      }
      case PyList list -> {
        for (int i = 0; i < list.size(); i++) push(to, list.get(i));
      }
      case PyTuple tuple -> {
        for (int i = 0; i < tuple.size(); i++) push(to, tuple.get(i));
      }
      case PySet set -> {
        for (int i = 0; i < set.size(); i++) push(to, set.get(i));
      }
      case Inert object -> {
        push(to, object.args());
        push(to, object.state());
      }
      default -> {}
    }
  }

  private static void push(ArrayDeque<Object> to, Object value) {
    if (value != null) to.push(value);
  }
}
