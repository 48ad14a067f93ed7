package dev.gradfn.yolov5;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a network is built from, as YOLOv5's yaml files say it: numbers of classes and channels,
/// multiples, anchors, and rows of layers.
///
/// Values are as YAML has them: Long, Double, Boolean, String, null, List. A string in the
/// arguments of a row is a name, as `nc` or `nearest`.
public final class YoloConfig {
  private static final Set<String> KEYS =
      Set.of(
          "nc",
          "ch",
          "depth_multiple",
          "width_multiple",
          "channel_multiple",
          "anchors",
          "activation",
          "inplace",
          "backbone",
          "head");

  /// One layer.
  ///
  /// @param from the layers it reads; −1 is the one before
  /// @param asList whether it gets a list of inputs
  /// @param number repeats, before scaling
  /// @param module class name, as `C3` or `nn.Upsample`
  public record Row(
      List<Integer> from, boolean asList, int number, String module, List<Object> args) {
    public Row {
      from = List.copyOf(from);
      args = Collections.unmodifiableList(new ArrayList<>(args));
    }
  }

  /// Anchors, given or only counted; those that are counted are 0, 1, 2, … in every level until
  /// they are fitted to a data set.
  ///
  /// @param pixels per level: width and height of each anchor; null if only the number is known
  /// @param perLevel anchors of a level
  public record Anchors(double[][] pixels, int perLevel) {
    /// Widths and heights for a head of so many levels.
    double[][] ofLevels(int levels) {
      if (pixels != null) return pixels;
      double[][] counted = new double[levels][2 * perLevel];
      for (double[] level : counted) {
        for (int i = 0; i < level.length; i++) level[i] = i;
      }
      return counted;
    }
  }

  /// Far more than any network stacks.
  private static final int MOST_REPEATS = 1000;

  private final String name;
  private final Map<String, Object> values;
  private final Anchors anchors;
  private final List<Row> rows;

  private YoloConfig(String name, Map<String, Object> values) {
    this.name = name;
    this.values = values;
    this.anchors = ConfigValues.anchors(values.get("anchors"));
    List<Row> all = new ArrayList<>(ConfigValues.rows("backbone", values.get("backbone")));
    all.addAll(ConfigValues.rows("head", values.get("head")));
    this.rows = List.copyOf(all);
    requireNumbers();
  }

  private void requireNumbers() {
    for (String key : List.of("nc", "ch", "channel_multiple")) {
      if (values.containsKey(key)) ConfigValues.positiveInteger(key, values.get(key));
    }
    ConfigValues.positive("depth_multiple", values.get("depth_multiple"));
    ConfigValues.positive("width_multiple", values.get("width_multiple"));
    ConfigValues.positiveInteger("nc", values.get("nc"));
    inplace();
  }

  /// @param name for error messages
  /// @param values by YOLOv5's top-level keys; others are left alone, as there
  /// @throws IllegalArgumentException that names the key, if a value is missing or of another kind
  public static YoloConfig of(String name, Map<String, Object> values) {
    return new YoloConfig(name, new LinkedHashMap<>(values));
  }

  /// A config of YOLOv5 v7.0 by its name, as `yolov5n` or `hub/yolov5s6`.
  ///
  /// @throws IllegalArgumentException for an unknown name
  public static YoloConfig named(String name, int classes) {
    return named(name, YoloVersion.V7_0).with("nc", (long) classes);
  }

  /// A config by its name, as that version of YOLOv5 has it (before v6.1: v6.0's; then v7.0's).
  ///
  /// @throws IllegalArgumentException for an unknown name
  public static YoloConfig named(String name, YoloVersion version) {
    return BuiltInConfigs.named(name, version);
  }

  /// The names that [#named(String,YoloVersion)] knows.
  public static List<String> names(YoloVersion version) {
    return BuiltInConfigs.names(version);
  }

  /// The same with one top-level key replaced.
  ///
  /// @throws IllegalArgumentException for a key that YOLOv5 does not read, or a wrong value
  public YoloConfig with(String key, Object value) {
    if (!KEYS.contains(key)) {
      throw new IllegalArgumentException(
          "key \"" + key + "\" is not known, expected one of " + KEYS.stream().sorted().toList());
    }
    Map<String, Object> changed = new LinkedHashMap<>(values);
    changed.put(key, value);
    return new YoloConfig(name, changed);
  }

  public String name() {
    return name;
  }

  /// Number of classes.
  public int classes() {
    return ConfigValues.positiveInteger("nc", values.get("nc"));
  }

  /// Channels of the image.
  public int imageChannels() {
    return ConfigValues.positiveInteger("ch", values.getOrDefault("ch", 3L));
  }

  public Anchors anchors() {
    return anchors;
  }

  /// Whether a head of v6.2 or earlier writes boxes in place.
  public boolean inplace() {
    return ConfigValues.bool("inplace", values.getOrDefault("inplace", true));
  }

  /// The activation of all convolutions, as `nn.LeakyReLU(0.1)`; null: the standard one.
  public String activation() {
    return values.get("activation") instanceof String text && !text.isBlank() ? text : null;
  }

  /// Backbone and head, one after the other.
  public List<Row> rows() {
    return rows;
  }

  double depthMultiple() {
    return ConfigValues.positive("depth_multiple", values.get("depth_multiple"));
  }

  double widthMultiple() {
    return ConfigValues.positive("width_multiple", values.get("width_multiple"));
  }

  /// Channels of a head's convolution: 5 numbers and the classes, for each anchor.
  int headChannels() {
    return anchors.perLevel() * (classes() + 5);
  }

  /// Repeats after scaling. Python rounds halves to even.
  int repeats(int number) {
    if (number <= 1) return number;
    double scaled = Math.rint(number * depthMultiple());
    if (scaled <= MOST_REPEATS) return Math.max((int) scaled, 1);
    throw new IllegalArgumentException((long) scaled + " repeats, expected up to " + MOST_REPEATS);
  }

  /// Channels after scaling. A width that happens to equal the head's is left alone, a quirk of
  /// `parse_model`.
  int channels(int channels) {
    return channels == headChannels() ? channels : scaled(channels);
  }

  /// The next multiple of 8, or of `channel_multiple`, after scaling.
  int scaled(int channels) {
    int divisor =
        ConfigValues.positiveInteger(
            "channel_multiple", values.getOrDefault("channel_multiple", 8L));
    double scaled = Math.ceil(channels * widthMultiple() / divisor) * divisor;
    if (scaled <= ConfigValues.LARGEST) return (int) scaled;
    throw new IllegalArgumentException(
        (long) scaled + " channels, expected up to " + ConfigValues.LARGEST);
  }
}
