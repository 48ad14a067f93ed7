package dev.gradfn.yolov5;

import dev.gradfn.nn.Module;
import dev.gradfn.pickle.CheckpointException;
import dev.gradfn.pickle.PyDict;
import dev.gradfn.torch.RecordWalk;
import dev.gradfn.torch.StorageRecord;
import dev.gradfn.torch.TensorRecord;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

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
    AtomicInteger count = new AtomicInteger();
    return RecordWalk.all(
        value,
        part ->
            !(part instanceof TensorRecord)
                && !(part instanceof StorageRecord)
                && count.incrementAndGet() <= LARGEST);
  }
}
