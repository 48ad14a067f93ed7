package dev.gradfn.yolov5;

import dev.gradfn.nn.Module;
import dev.gradfn.pickle.CheckpointException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// Which Python class names are known, and how each is built. A closed list: no class is ever found
/// by its name.
public final class ModuleRegistry {

  /// Makes a module from what the file says of it.
  @FunctionalInterface
  public interface Builder {
    Module build(SavedModule saved) throws CheckpointException;
  }

  private final Map<String, Builder> builders;

  private ModuleRegistry(Map<String, Builder> builders) {
    this.builders = builders;
  }

  /// The classes of torch and of YOLOv5 that gradfn knows.
  public static ModuleRegistry standard() {
    Map<String, Builder> builders = new HashMap<>();
    TorchModules.register(builders);
    YoloModules.register(builders);
    return new ModuleRegistry(builders);
  }

  /// The same, and one class more (or another way to build a known one).
  public ModuleRegistry with(String className, Builder builder) {
    Map<String, Builder> more = new HashMap<>(builders);
    more.put(className, builder);
    return new ModuleRegistry(more);
  }

  /// Whether modules of this class, `models.common.C3`, can be rebuilt.
  public boolean knows(String className) {
    return find(className) != null;
  }

  Builder find(String className) {
    return builders.get(className);
  }

  Set<String> classNames() {
    return builders.keySet();
  }
}
