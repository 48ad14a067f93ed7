package dev.gradfn.yolov5;

import dev.gradfn.core.Device;
import dev.gradfn.pickle.CheckpointException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// YOLOv5 networks from a config: a yaml file, or one of YOLOv5's own by its name.
///
/// ```java
/// DetectionModel model = YoloV5.fromYaml("yolov5s");
/// DetectionModel small = YoloV5.fromYaml("hub/yolov5s6", YoloV5.Options.standard().with("nc", 3L));
/// ```
public final class YoloV5 {
  private YoloV5() {}

  /// How to build.
  ///
  /// @param rules of which version; it also chooses among configs of one name
  /// @param device `cpu`, or `meta` for a network without values
  /// @param overrides of top-level keys: `nc`, `depth_multiple`, `anchors`, …
  public record Options(YoloVersion rules, Device device, Map<String, Object> overrides) {
    public static Options standard() {
      return new Options(YoloVersion.V7_0, Device.CPU, Map.of());
    }

    public Options withRules(YoloVersion version) {
      return new Options(version, device, overrides);
    }

    public Options on(Device where) {
      return new Options(rules, where, overrides);
    }

    /// @param value as YAML has it: Long, Double, Boolean, String, List
    public Options with(String key, Object value) {
      Map<String, Object> more = new LinkedHashMap<>(overrides);
      more.put(key, value);
      return new Options(rules, device, more);
    }
  }

  /// By v7.0's rules, with random weights (see [ModelFactory#create]), in training mode.
  public static DetectionModel fromYaml(String pathOrName) throws CheckpointException {
    return fromYaml(pathOrName, Options.standard());
  }

  /// @param pathOrName a file that ends in `.yaml` or `.yml`, or a name as `yolov5n`,
  ///   `hub/yolov5s6`, `segment/yolov5n-seg`
  /// @throws CheckpointException in one line, if the file or a name or value in it is wrong
  public static DetectionModel fromYaml(String pathOrName, Options options)
      throws CheckpointException {
    return create(config(pathOrName, options), options);
  }

  /// By a file, whatever it is called.
  public static DetectionModel fromYaml(Path path, Options options) throws CheckpointException {
    return create(overridden(YamlConfig.read(path), options), options);
  }

  /// The config alone, overrides applied.
  public static YoloConfig config(String pathOrName, Options options) throws CheckpointException {
    if (pathOrName.matches(".*\\.ya?ml")) {
      return overridden(YamlConfig.read(Path.of(pathOrName)), options);
    }
    try {
      return overridden(YoloConfig.named(pathOrName, options.rules()), options);
    } catch (IllegalArgumentException e) {
      throw new CheckpointException(e.getMessage(), e);
    }
  }

  private static YoloConfig overridden(YoloConfig config, Options options)
      throws CheckpointException {
    try {
      YoloConfig changed = config;
      for (Map.Entry<String, Object> entry : options.overrides().entrySet()) {
        changed = changed.with(entry.getKey(), entry.getValue());
      }
      return changed;
    } catch (IllegalArgumentException e) {
      throw new CheckpointException(config.name() + ": " + e.getMessage(), e);
    }
  }

  private static DetectionModel create(YoloConfig config, Options options)
      throws CheckpointException {
    try {
      return ModelFactory.create(config, options.rules(), options.device());
    } catch (IllegalArgumentException e) {
      throw new CheckpointException(e.getMessage(), e);
    }
  }
}
