package dev.gradfn.yolov5;

import dev.gradfn.pickle.CheckpointException;
import dev.gradfn.torch.TensorRecord;
import java.util.List;

/// Which version's rules a saved network goes by, so far as the file tells.
final class SavedVersion {
  private SavedVersion() {}

  static boolean isNetwork(SavedModule saved) {
    return saved.className().startsWith("models.yolo.") && saved.className().endsWith("Model");
  }

  /// `Model` was the class up to v6.1. v6.2 can be told from v7.0 while the network has never run:
  /// its grids then have one element, v7.0's none.
  static YoloVersion of(SavedModule network) throws CheckpointException {
    if (network.simpleName().equals("Model")) return YoloVersion.V6_0;
    return isNeverRunV62(network) ? YoloVersion.V6_2 : YoloVersion.V7_0;
  }

  private static boolean isNeverRunV62(SavedModule network) throws CheckpointException {
    if (!network.childNames().contains("model")) return false;
    SavedModule layers = network.savedChild("model");
    List<String> names = layers.childNames();
    if (names.isEmpty()) return false;
    Object grid = layers.savedChild(names.getLast()).attribute("grid");
    List<Object> grids = SavedModule.items(grid);
    return !grids.isEmpty()
        && grids.get(0) instanceof TensorRecord first
        && java.util.Arrays.equals(first.shape(), new long[] {1});
  }
}
