package dev.gradfn.parity;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.nn.Module;
import dev.gradfn.nn.Slot;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Texts and digests that stand for a network's state.
final class Digests {
  private Digests() {}

  static String sha256(String text) {
    return Sha256.hex(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Parameters and buffers, module by module; shared ones in every place.
  static Map<String, Tensor> stateDict(Module model) {
    Map<String, Tensor> state = new LinkedHashMap<>();
    model
        .namedModules()
        .forEach((path, module) -> {
          List<Slot<Tensor>> slots = new ArrayList<>(module.parameterSlots().values());
          slots.addAll(module.bufferSlots().values());
          for (Slot<Tensor> slot : slots) {
            String name = path.isEmpty() ? slot.name() : path + "." + slot.name();
            if (slot.get() != null) state.put(name, slot.get());
          }
        });
    return state;
  }

  /// Lines of key, shape as a Python tuple, and type.
  static String describe(Map<String, Tensor> state) {
    List<String> lines = new ArrayList<>();
    state.forEach((key, tensor) ->
        lines.add(key + " " + tuple(tensor.shape().toArray()) + " " + tensor.dtype().torchName()));
    return String.join("\n", lines);
  }

  private static String tuple(long[] values) {
    List<String> items = new ArrayList<>();
    for (long value : values) items.add(Long.toString(value));
    return "(" + String.join(", ", items) + (values.length == 1 ? ",)" : ")");
  }
}
