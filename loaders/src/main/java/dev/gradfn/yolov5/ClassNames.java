package dev.gradfn.yolov5;

import dev.gradfn.nn.Module;
import java.util.Map;
import java.util.Set;

/// Python's full names of the classes of modules, by the version that defines them.
final class ClassNames {
  private static final Set<String> EXPERIMENTAL =
      Set.of("CrossConv", "Sum", "MixConv2d", "ConvPlus", "Ensemble");

  private static final Map<String, String> PARALLEL =
      Map.of(
          "DataParallel", "torch.nn.parallel.data_parallel.DataParallel",
          "DistributedDataParallel", "torch.nn.parallel.distributed.DistributedDataParallel");

  private ClassNames() {}

  /// `models.common.C3`, `torch.nn.modules.conv.Conv2d`.
  static String of(Module module, YoloVersion version) {
    String name = module.typeName();
    if (module instanceof Detect || module instanceof DetectionModel) return "models.yolo." + name;
    String parallel = PARALLEL.get(name);
    if (parallel != null) return parallel;
    String torch = TorchClasses.all().get(name);
    if (torch != null) return torch;
    boolean moved = name.equals("CrossConv") && version.compareTo(YoloVersion.V6_2) >= 0;
    return (EXPERIMENTAL.contains(name) && !moved ? "models.experimental." : "models.common.")
        + name;
  }
}
