package dev.gradfn.yolov5;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.nn.Module;
import dev.gradfn.pickle.CheckpointException;
import dev.gradfn.pickle.PyDict;
import dev.gradfn.pickle.PyObject;
import dev.gradfn.torch.TensorRecord;
import java.util.ArrayDeque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// Rebuilds a module tree **as saved**: from the attributes in the file, not from a config, so that
/// pruned and hand-edited networks load too. A module that occurs several times stays one.
public final class ModuleBuilder {
  /// Far deeper than any network; a file that goes on is not one.
  private static final int MAX_DEPTH = 200;

  private final String file;
  private final ModuleRegistry registry;
  private final YoloVersion given;
  private YoloVersion rules;
  private final SavedTensors tensors = new SavedTensors();
  private final Map<PyObject, Module> built = new IdentityHashMap<>();
  private final ArrayDeque<PyObject> underway = new ArrayDeque<>();

  /// @param file for error messages
  /// @param rules of YOLOv5 to go by; null: those that each network in the file tells
  public ModuleBuilder(String file, ModuleRegistry registry, YoloVersion rules) {
    this.file = file;
    this.registry = registry;
    this.given = rules;
    this.rules = rules == null ? YoloVersion.V7_0 : rules;
  }

  String file() {
    return file;
  }

  YoloVersion rules() {
    return rules;
  }

  /// A tensor of the file; one that a module holds too is the same object.
  ///
  /// @throws IllegalArgumentException for a tensor of a kind that is not read
  public Tensor tensor(TensorRecord saved) throws CheckpointException {
    return tensors.tensor(saved);
  }

  /// @throws CheckpointException in one line that names class, path and file
  public Module build(PyObject root) throws CheckpointException {
    return build(root, "");
  }

  Module build(PyObject object, String path) throws CheckpointException {
    Module known = built.get(object);
    if (known != null) return known;
    SavedModule saved = new SavedModule(this, object, path);
    requireTree(saved);
    if (given == null && SavedVersion.isNetwork(saved)) rules = SavedVersion.of(saved);
    underway.push(object);
    Module module;
    try {
      module = builderOf(saved).build(saved);
      complete(module, saved);
    } catch (IllegalArgumentException | TorchException e) {
      throw saved.error(e.getMessage());
    }
    underway.pop();
    built.put(object, module);
    return module;
  }

  private void requireTree(SavedModule saved) throws CheckpointException {
    for (PyObject above : underway) {
      if (above == saved.object()) throw saved.error("contains itself, expected a tree of modules");
    }
    if (underway.size() >= MAX_DEPTH) {
      throw saved.error("lies " + MAX_DEPTH + " modules deep, expected fewer");
    }
  }

  private ModuleRegistry.Builder builderOf(SavedModule saved) throws CheckpointException {
    ModuleRegistry.Builder builder = registry.find(saved.className());
    if (builder != null) return builder;
    throw saved.error(
        "this class is not known, expected one of torch.nn or YOLOv5's; register it with"
            + " ModuleRegistry.standard().with(\""
            + saved.className()
            + "\", saved -> …)");
  }

  /// What all modules have in common: mode, order, and whatever was added by hand.
  private void complete(Module module, SavedModule saved) throws CheckpointException {
    module.setTraining(saved.bool("training", true));
    requireNoHooks(saved);
    for (String name : saved.parameterNames()) {
      if (!module.parameterSlots().containsKey(name)) {
        module.registerParameter(name, saved.parameter(name));
      }
    }
    for (String name : saved.bufferNames()) {
      // Before v6.0 and in the official v6.0 weights anchor_grid is stored; v6.0 makes it anew.
      boolean remade =
          module instanceof Detect && name.equals("anchor_grid") && !rules.keepsAnchorGrid();
      if (!remade && !module.bufferSlots().containsKey(name)) {
        module.registerBuffer(name, saved.buffer(name));
      }
    }
    for (String name : saved.childNames()) {
      if (!module.childSlots().containsKey(name)) {
        module.registerModule(name, saved.childOrNull(name));
      }
    }
    module.orderChildren(saved.childNames());
    InertAttributes.keep(saved, module);
  }

  private static final List<String> HOOKS =
      List.of("_forward_hooks", "_forward_pre_hooks", "_backward_hooks", "_backward_pre_hooks");

  /// Hooks in a file are code: they are never run, and not left out in silence either.
  private static void requireNoHooks(SavedModule saved) throws CheckpointException {
    for (String name : HOOKS) {
      if (saved.attribute(name) instanceof PyDict hooks && hooks.size() > 0) {
        throw saved.error(
            name + ", expected none, got " + hooks.size() + "; remove them before saving");
      }
    }
  }

  /// @param name of the tensor in its module
  Tensor tensor(TensorRecord record, SavedModule owner, String name) throws CheckpointException {
    try {
      return tensors.tensor(record);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw owner.error(name + ": " + e.getMessage());
    }
  }
}
