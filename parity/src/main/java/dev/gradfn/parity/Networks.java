package dev.gradfn.parity;

import dev.gradfn.core.DType;
import dev.gradfn.yolov5.Checkpoint;
import dev.gradfn.yolov5.DetectionModel;
import dev.gradfn.yolov5.ModelFactory;
import dev.gradfn.yolov5.YoloConfig;
import dev.gradfn.yolov5.YoloVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Finds the networks that golden cases speak of.
final class Networks {
  private final Path golden;
  private final Path checkpoints;

  /// @param golden the directory under test, looked through first
  Networks(Path golden, Path checkpoints) {
    this.golden = golden;
    this.checkpoints = checkpoints;
  }

  /// The file of a checkpoint, named with or without `.pt`; null if it is nowhere.
  Path find(String checkpoint) {
    String name = checkpoint.endsWith(".pt") ? checkpoint : checkpoint + ".pt";
    for (Path folder :
        new Path[] {golden.resolve("models"), golden, golden.resolve("checkpoints"), checkpoints}) {
      Path path = folder.resolve(name);
      if (Files.isRegularFile(path)) return path;
    }
    return null;
  }

  static DetectionModel load(Path path, String code) throws IOException {
    Checkpoint.Options options = Checkpoint.Options.standard().withRules(rules(code));
    return Checkpoint.load(path, options).model();
  }

  /// The checkpoint's network in float32, as saved otherwise.
  static DetectionModel loadFloat(Path path, String code) throws IOException {
    DetectionModel model = load(path, code);
    model.to(DType.FLOAT32);
    return model;
  }

  /// A stand-in for a checkpoint that is not here: a network of the same architecture, number of
  /// classes and rules, with random weights. Names, reprs and graphs are the same. Null if the
  /// architecture is not built in.
  static DetectionModel standIn(String checkpoint, int classes, String code) {
    String name = checkpoint.replaceFirst("-.*", "");
    try {
      return ModelFactory.create(YoloConfig.named(name, classes), rules(code), 0);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static YoloVersion rules(String code) {
    return code.isEmpty() ? null : YoloVersion.ofTag(code);
  }
}
