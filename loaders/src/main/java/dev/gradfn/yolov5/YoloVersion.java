package dev.gradfn.yolov5;

import java.util.Arrays;

/// Whose rules decode the heads: they differ under one class name.
public enum YoloVersion {
  /// Written back in place, the half cell subtracted in the formula. v6.1 is the same.
  V6_0("v6.0", -0.5, true),
  /// Written back in place, the half cell inside the grid.
  V6_2("v6.2", 0, true),
  /// Split and concatenated, the half cell inside the grid.
  V7_0("v7.0", 0, false);

  private final String tag;
  private final double cellShift;
  private final boolean writesInPlace;

  YoloVersion(String tag, double cellShift, boolean writesInPlace) {
    this.tag = tag;
    this.cellShift = cellShift;
    this.writesInPlace = writesInPlace;
  }

  /// The release that these rules are named after: `v6.0`.
  public String tag() {
    return tag;
  }

  /// What the formula adds to the doubled sigmoid; what it does not add is in the grid.
  double cellShift() {
    return cellShift;
  }

  double gridShift() {
    return -0.5 - cellShift;
  }

  boolean writesInPlace() {
    return writesInPlace;
  }

  /// @throws IllegalArgumentException for a tag whose rules are not known
  public static YoloVersion ofTag(String tag) {
    if (tag.equals("v6.1")) return V6_0;
    for (YoloVersion version : values()) {
      if (version.tag.equals(tag)) return version;
    }
    throw new IllegalArgumentException(
        "code: \""
            + tag
            + "\" is not known, expected v6.1 or one of "
            + Arrays.stream(values()).map(YoloVersion::tag).toList());
  }
}
