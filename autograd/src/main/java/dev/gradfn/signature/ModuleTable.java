package dev.gradfn.signature;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// All classes of `torch.nn` in PyTorch's notation, by name without `nn.`: what [OperationTable] is
/// for operations.
///
/// The rows stand in one file per area.
public final class ModuleTable {
  private static final Map<String, ModuleType> TYPES = new TreeMap<>();

  static {
    ActivationModules.register();
    ConvolutionModules.register();
    LinearModules.register();
    NormModules.register();
    PoolModules.register();
    ShapeModules.register();
    RecurrentModules.register();
    AttentionModules.register();
    LossModules.register();
    DistanceModules.register();
  }

  private ModuleTable() {}

  /// @param name `Conv2d`
  /// @return null if there is no such class
  public static ModuleType find(String name) {
    return TYPES.get(name);
  }

  /// All, by name.
  public static Map<String, ModuleType> all() {
    return Collections.unmodifiableMap(TYPES);
  }

  /// Adds a class; its signature is read by [Signature].
  static void row(String signature, ModuleType.Builder builder) {
    Signature parsed = Signature.parse(signature);
    ModuleType before = TYPES.put(parsed.name(), new ModuleType(parsed, builder));
    if (before != null) throw new AssertionError("two rows for " + parsed.name());
  }
}
