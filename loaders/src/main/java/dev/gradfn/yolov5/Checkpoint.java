package dev.gradfn.yolov5;

import dev.gradfn.core.DType;
import dev.gradfn.nn.Module;
import dev.gradfn.pickle.CheckpointException;
import dev.gradfn.pickle.PyDict;
import dev.gradfn.pickle.PyObject;
import dev.gradfn.torch.TorchFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A YOLOv5 checkpoint, opened: its network, rebuilt as saved, and what else the file says.
///
/// ```java
/// Checkpoint checkpoint = Checkpoint.load(Path.of("yolov5n.pt"));
/// DetectionModel model = checkpoint.model();
/// model.to(DType.FLOAT32).requiresGrad_(true);
/// ```
///
/// @param model the network
/// @param module what was saved, with what may lie around the network: `DataParallel`, `AutoShape`,
///   or an [Ensemble], of which `model` is the first
/// @param rootClass of the network
/// @param entry where in the file the network was: `model`, `ema`, or empty for the root
/// @param savedAs element type of the first parameter in the file
/// @param date when it was saved, as the file says; null if it does not
public record Checkpoint(
    DetectionModel model,
    Module module,
    String path,
    String container,
    String rootClass,
    String entry,
    DType savedAs,
    String date) {

  /// How to read a file.
  ///
  /// @param rules of YOLOv5 to go by; null: those that the file tells
  /// @param entry `model` or `ema`; null: the first of them that there is
  public record Options(ModuleRegistry registry, YoloVersion rules, String entry) {
    public Options(ModuleRegistry registry, YoloVersion rules) {
      this(registry, rules, null);
    }

    public static Options standard() {
      return new Options(ModuleRegistry.standard(), null);
    }

    public Options withRules(YoloVersion version) {
      return new Options(registry, version, entry);
    }

    public Options withEntry(String name) {
      return new Options(registry, rules, name);
    }
  }

  public static Checkpoint load(Path path) throws CheckpointException {
    return load(path, Options.standard());
  }

  /// Opens the file and rebuilds the network saved under `model`, or else under `ema`.
  ///
  /// @throws CheckpointException in one clear line, if the file is damaged or of another kind
  public static Checkpoint load(Path path, Options options) throws CheckpointException {
    try (TorchFile file = TorchFile.open(path)) {
      String holds = root(file, entry(file, options)).name().qualifiedName();
      return find(file, options)
          .orElseThrow(() ->
              new CheckpointException(path + ": holds a " + holds + ", expected a YOLOv5 network"));
    }
  }

  /// The network in an open file; empty if the file holds something else.
  ///
  /// @throws CheckpointException if it holds a module that cannot be rebuilt
  public static Optional<Checkpoint> find(TorchFile file, Options options)
      throws CheckpointException {
    String entry = entry(file, options);
    if (!(saved(file, entry) instanceof PyObject)) return Optional.empty();
    Module module = module(file, options);
    DetectionModel model = network(module);
    if (model == null) return Optional.empty();
    return Optional.of(
        new Checkpoint(
            model,
            module,
            file.path().toString(),
            file.container(),
            ClassNames.of(model, model.facts().rules()),
            entry,
            savedAs(model),
            date(file)));
  }

  /// The module in an open file, a network or any other.
  ///
  /// @throws CheckpointException if there is none, or its class is not known
  public static Module module(TorchFile file, Options options) throws CheckpointException {
    return new ModuleBuilder(file.path().toString(), options.registry(), options.rules())
        .build(root(file, entry(file, options)));
  }

  private static String entry(TorchFile file, Options options) {
    return options.entry() != null ? options.entry() : entry(file);
  }

  private static DetectionModel network(Module module) {
    for (Module part : module.modules()) {
      if (part instanceof DetectionModel model) return model;
    }
    return null;
  }

  private static String entry(TorchFile file) {
    if (!(file.root() instanceof PyDict dict)) return "";
    if (dict.get("model") != null) return "model";
    return dict.get("ema") != null ? "ema" : "";
  }

  private static Object saved(TorchFile file, String entry) {
    return file.root() instanceof PyDict dict && !entry.isEmpty() ? dict.get(entry) : file.root();
  }

  private static PyObject root(TorchFile file, String entry) throws CheckpointException {
    Object saved = saved(file, entry);
    if (saved instanceof PyObject object) return object;
    throw new CheckpointException(
        file.path()
            + ": holds no module, expected one under \"model\" or \"ema\", got "
            + contents(saved)
            + "; save the whole model, or load a state_dict into one built from a config (--model)");
  }

  private static String contents(Object saved) {
    if (!(saved instanceof PyDict dict)) return SavedModule.describe(saved);
    List<Object> keys = new java.util.ArrayList<>();
    for (int i = 0; i < Math.min(dict.size(), 4); i++) keys.add(dict.keyAt(i));
    return "a dict with the keys " + keys + (dict.size() > 4 ? " and more" : "");
  }

  private static DType savedAs(Module model) {
    var parameters = model.parameters();
    return parameters.isEmpty() ? DType.FLOAT32 : parameters.iterator().next().dtype();
  }

  private static String date(TorchFile file) {
    return file.root() instanceof PyDict dict && dict.get("date") instanceof String text
        ? text
        : null;
  }
}
