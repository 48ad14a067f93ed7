package dev.gradfn.yolov5;

import java.util.regex.Pattern;

/// Whose rules build and run a network: they differ under one class name.
public enum YoloVersion {
  /// v1.0 to v5.0: as v6.0, with the sizes of anchors that the file stores.
  V5_0("v5.0"),
  V6_0("v6.0"),
  V6_1("v6.1"),
  V6_2("v6.2"),
  V7_0("v7.0");

  private static final Pattern OLDER = Pattern.compile("v[1-5](\\.\\d)?");

  private final String tag;

  YoloVersion(String tag) {
    this.tag = tag;
  }

  /// The release that these rules are named after: `v6.0`.
  public String tag() {
    return tag;
  }

  private boolean isBefore(YoloVersion other) {
    return compareTo(other) < 0;
  }

  // ---- decoding ------------------------------------------------------------------------------

  /// What the formula adds to the doubled sigmoid; what it does not add is in the grid.
  double cellShift() {
    return isBefore(V6_2) ? -0.5 : 0;
  }

  double gridShift() {
    return -0.5 - cellShift();
  }

  /// Whether boxes are written back into the sigmoid; v7.0 splits and concatenates.
  boolean writesInPlace() {
    return isBefore(V7_0);
  }

  /// Whether a stored `anchor_grid` counts; later versions make it anew.
  boolean keepsAnchorGrid() {
    return isBefore(V6_0);
  }

  /// Whether `export` of a head leaves its raw outputs out; before, it meant training mode.
  boolean exportsBoxesAlone() {
    return !isBefore(V6_2);
  }

  // ---- modules -------------------------------------------------------------------------------

  /// Whether `MixConv2d` adds its input, has no groups and a leaky activation.
  boolean mixAddsInput() {
    return isBefore(V6_1);
  }

  /// Whether `TransformerBlock` turns its input by unsqueeze, transpose and squeeze.
  boolean transposesForAttention() {
    return isBefore(V6_1);
  }

  /// Whether `BottleneckCSP` has a leaky activation.
  boolean leakyBottleneckCsp() {
    return isBefore(V6_1);
  }

  /// Whether a network's SiLUs are switched to in-place; other activations always were.
  boolean siluInPlace() {
    return !isBefore(V6_1);
  }

  /// Whether all convolutions share one activation, and `Conv` takes a dilation before it.
  boolean sharesActivation() {
    return !isBefore(V7_0);
  }

  /// Whether `Classify` has a convolution to 1280 channels and a linear layer.
  boolean classifiesByLinear() {
    return !isBefore(V6_2);
  }

  /// The class of a detection network.
  String rootClass() {
    return isBefore(V6_2) ? "Model" : "DetectionModel";
  }

  // ---- building ------------------------------------------------------------------------------

  /// Whether the order of anchors is judged in cells, by the first and the last one's area; later
  /// in pixels, by the mean of the first and the last level.
  boolean ordersAnchorsInCells() {
    return isBefore(V6_2);
  }

  /// What is subtracted from the number of classes in their starting rate.
  double classRate() {
    return isBefore(V6_1) ? 0.99 : 0.99999;
  }

  /// @throws IllegalArgumentException for a tag whose rules are not known
  public static YoloVersion ofTag(String tag) {
    if (OLDER.matcher(tag).matches()) return V5_0;
    for (YoloVersion version : values()) {
      if (version.tag.equals(tag)) return version;
    }
    throw new IllegalArgumentException(
        "code: \"" + tag + "\" is not known, expected v1.0 to v5.0, v6.0, v6.1, v6.2 or v7.0");
  }
}
