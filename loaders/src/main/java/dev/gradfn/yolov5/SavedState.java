package dev.gradfn.yolov5;

import dev.gradfn.nn.StateDict;
import dev.gradfn.pickle.CheckpointException;
import dev.gradfn.pickle.PyDict;
import dev.gradfn.pickle.PyObject;
import dev.gradfn.torch.TensorRecord;
import dev.gradfn.torch.TorchFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The tensors by name that a file holds, wherever in it they are.
public final class SavedState {
  /// Where training scripts put the state of a network.
  private static final List<String> PLACES =
      List.of("state_dict", "model_state_dict", "model", "ema");

  /// What `DataParallel` adds to every name.
  private static final String PARALLEL = "module.";

  private SavedState() {}

  /// @throws CheckpointException if the file holds neither a state dict nor a module
  public static StateDict of(TorchFile file) throws CheckpointException {
    Object root = file.root();
    if (root instanceof PyDict dict) {
      if (isState(dict)) return read(file, dict);
      for (String place : PLACES) {
        if (dict.get(place) instanceof PyDict inner && isState(inner)) return read(file, inner);
        if (dict.get(place) instanceof PyObject) return ofModule(file);
      }
    }
    if (root instanceof PyObject) return ofModule(file);
    throw new CheckpointException(
        file.path()
            + ": holds no state dict, expected tensors by name, got "
            + SavedModule.describe(root));
  }

  private static StateDict ofModule(TorchFile file) throws CheckpointException {
    return Checkpoint.module(file, Checkpoint.Options.standard()).stateDict();
  }

  private static boolean isState(PyDict dict) {
    boolean tensors = false;
    for (int i = 0; i < dict.size(); i++) {
      if (!(dict.keyAt(i) instanceof String)) return false;
      tensors |= dict.valueAt(i) instanceof TensorRecord;
    }
    return tensors;
  }

  private static StateDict read(TorchFile file, PyDict dict) throws CheckpointException {
    SavedTensors tensors = new SavedTensors();
    boolean parallel = isParallel(dict);
    StateDict state = new StateDict();
    for (int i = 0; i < dict.size(); i++) {
      String saved = (String) dict.keyAt(i);
      String name = parallel ? saved.substring(PARALLEL.length()) : saved;
      Object value = dict.valueAt(i);
      try {
        state.put(
            name, value instanceof TensorRecord tensor ? tensors.tensor(tensor).detach() : value);
      } catch (IllegalArgumentException | ArithmeticException e) {
        throw new CheckpointException(file.path() + ": " + saved + ": " + e.getMessage(), e);
      }
    }
    if (!parallel) metadata(dict, state);
    return state;
  }

  private static boolean isParallel(PyDict dict) {
    for (int i = 0; i < dict.size(); i++) {
      if (!((String) dict.keyAt(i)).startsWith(PARALLEL)) return false;
    }
    return dict.size() > 0;
  }

  /// The versions of the modules, by which older states are read.
  private static void metadata(PyDict dict, StateDict state) {
    if (dict.attributes() == null) return;
    if (!(dict.attributes().get("_metadata") instanceof PyDict metadata)) return;
    for (int i = 0; i < metadata.size(); i++) {
      if (!(metadata.keyAt(i) instanceof String path)) continue;
      if (!(metadata.valueAt(i) instanceof PyDict facts)) continue;
      Map<String, Object> versions = new LinkedHashMap<>();
      for (int j = 0; j < facts.size(); j++) {
        versions.put(String.valueOf(facts.keyAt(j)), facts.valueAt(j));
      }
      state.metadata().put(path, versions);
    }
  }
}
