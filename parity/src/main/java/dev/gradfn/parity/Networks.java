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
  /// A network that can be had as often as needed, in float32, as saved otherwise.
  interface Source {
    DetectionModel load() throws IOException;
  }

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

  /// The yaml file of a config, which lies beside the golden files or the checkpoints; null if it
  /// does not.
  Path config(YoloVersion version, String name) {
    for (Path folder : new Path[] {golden, checkpoints}) {
      if (folder == null) continue;
      Path configs = folder.toAbsolutePath().normalize().resolveSibling("yolov5-configs");
      Path path = configs.resolve(version.tag()).resolve(name + ".yaml");
      if (Files.isRegularFile(path)) return path;
    }
    return null;
  }

  /// The checkpoint that a file names, or a stand-in for it; null, and said in the report, if there
  /// is neither.
  ///
  /// @param classes of the stand-in
  Source source(GoldenFile file, int classes, Report report) {
    return source(file, file.text("checkpoint"), classes, report);
  }

  /// The same for a file that does not name its checkpoint.
  Source source(GoldenFile file, String checkpoint, int classes, Report report) {
    String code = file.text("code");
    Path path = find(checkpoint);
    if (path != null) return () -> loadFloat(path, code);
    YoloConfig config = standIn(checkpoint, classes);
    if (config == null) return null;
    report.note(file, "judged on a network that gradfn built, because the checkpoint is not here");
    return () -> fresh(config, code);
  }

  static DetectionModel load(Path path, String code) throws IOException {
    return load(path, code, null);
  }

  /// @param entry of the file; null: the one that is read without being asked
  private static DetectionModel load(Path path, String code, String entry) throws IOException {
    Checkpoint.Options options = Checkpoint.Options.standard().withRules(rules(code));
    return Checkpoint.load(path, options.withEntry(entry)).model();
  }

  static DetectionModel loadFloat(Path path, String code) throws IOException {
    return loadFloat(path, code, null);
  }

  static DetectionModel loadFloat(Path path, String code, String entry) throws IOException {
    DetectionModel model = load(path, code, entry);
    model.to(DType.FLOAT32);
    return model;
  }

  /// What a checkpoint that is not here was built from, as its name tells: `yolov5n-…`. With the
  /// same number of classes and the same rules, names, reprs and graphs are the same. Null if the
  /// architecture is not built in.
  private static YoloConfig standIn(String checkpoint, int classes) {
    try {
      return YoloConfig.named(checkpoint.replaceFirst("(-.*|\\.pt)$", ""), classes);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static DetectionModel fresh(YoloConfig config, String code) {
    DetectionModel model = ModelFactory.create(config, rules(code));
    // A checkpoint is saved with requires_grad off.
    model.requiresGrad_(false);
    return model;
  }

  private static YoloVersion rules(String code) {
    return code.isEmpty() ? null : YoloVersion.ofTag(code);
  }
}
