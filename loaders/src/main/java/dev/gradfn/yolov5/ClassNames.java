package dev.gradfn.yolov5;

import dev.gradfn.nn.Module;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// Python's full names of the classes of modules, by the version that defines them.
final class ClassNames {
  private static final Set<String> EXPERIMENTAL =
      Set.of("CrossConv", "Sum", "MixConv2d", "ConvPlus", "Ensemble");

  private static final Map<String, String> TORCH = torch();

  private ClassNames() {}

  private static Map<String, String> torch() {
    Map<String, String> names = new HashMap<>();
    for (String name : ModuleRegistry.standard().classNames()) {
      if (name.startsWith("torch.nn.")) names.put(name.substring(name.lastIndexOf('.') + 1), name);
    }
    return names;
  }

  /// `models.common.C3`, `torch.nn.modules.conv.Conv2d`.
  static String of(Module module, YoloVersion version) {
    String name = module.typeName();
    if (module instanceof Detect || module instanceof DetectionModel) return "models.yolo." + name;
    String torch = TORCH.get(name);
    if (torch != null) return torch;
    boolean moved = name.equals("CrossConv") && version.compareTo(YoloVersion.V6_2) >= 0;
    return (EXPERIMENTAL.contains(name) && !moved ? "models.experimental." : "models.common.")
        + name;
  }
}
