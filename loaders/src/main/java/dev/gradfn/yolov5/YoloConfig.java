package dev.gradfn.yolov5;

import java.util.List;

/// What a network is built from: rows of layers, multiples, anchors. The facts of YOLOv5's configs,
/// in a table of our own.
///
/// @param classes number of classes
/// @param depthMultiple scales the repeats of a row
/// @param widthMultiple scales the channels of a row
/// @param anchors per level, in pixels: width and height of each anchor
public record YoloConfig(
    int classes, double depthMultiple, double widthMultiple, double[][] anchors, List<Row> rows) {

  /// One layer.
  ///
  /// @param from the layers it reads; −1 is the one before
  /// @param asList whether it gets a list of inputs
  /// @param number repeats, before scaling
  public record Row(List<Integer> from, boolean asList, int number, Kind kind, int... args) {
    static Row of(int number, Kind kind, int... args) {
      return new Row(List.of(-1), false, number, kind, args);
    }

    static Row joining(Kind kind, Integer... from) {
      return new Row(List.of(from), true, 1, kind);
    }
  }

  /// What a row makes, and what its arguments mean.
  public enum Kind {
    /// channels, kernel, stride[, padding]
    CONV,
    /// channels[, shortcut 0 or 1]
    C3,
    /// channels, kernel
    SPPF,
    /// factor
    UPSAMPLE,
    CONCAT,
    DETECT
  }

  private static final double[][] ANCHORS_P5 = {
    {10, 13, 16, 30, 33, 23}, {30, 61, 62, 45, 59, 119}, {116, 90, 156, 198, 373, 326}
  };

  private static final List<Row> DETECTOR_P5 =
      List.of(
          Row.of(1, Kind.CONV, 64, 6, 2, 2),
          Row.of(1, Kind.CONV, 128, 3, 2),
          Row.of(3, Kind.C3, 128),
          Row.of(1, Kind.CONV, 256, 3, 2),
          Row.of(6, Kind.C3, 256),
          Row.of(1, Kind.CONV, 512, 3, 2),
          Row.of(9, Kind.C3, 512),
          Row.of(1, Kind.CONV, 1024, 3, 2),
          Row.of(3, Kind.C3, 1024),
          Row.of(1, Kind.SPPF, 1024, 5),
          Row.of(1, Kind.CONV, 512, 1, 1),
          Row.of(1, Kind.UPSAMPLE, 2),
          Row.joining(Kind.CONCAT, -1, 6),
          Row.of(3, Kind.C3, 512, 0),
          Row.of(1, Kind.CONV, 256, 1, 1),
          Row.of(1, Kind.UPSAMPLE, 2),
          Row.joining(Kind.CONCAT, -1, 4),
          Row.of(3, Kind.C3, 256, 0),
          Row.of(1, Kind.CONV, 256, 3, 2),
          Row.joining(Kind.CONCAT, -1, 14),
          Row.of(3, Kind.C3, 512, 0),
          Row.of(1, Kind.CONV, 512, 3, 2),
          Row.joining(Kind.CONCAT, -1, 10),
          Row.of(3, Kind.C3, 1024, 0),
          Row.joining(Kind.DETECT, 17, 20, 23));

  /// `yolov5n`, `yolov5s`, `yolov5m`, `yolov5l` or `yolov5x`, as of v6.0 to v7.0.
  ///
  /// @throws IllegalArgumentException for any other name
  public static YoloConfig named(String name, int classes) {
    return switch (name) {
      case "yolov5n" -> p5(classes, 0.33, 0.25);
      case "yolov5s" -> p5(classes, 0.33, 0.50);
      case "yolov5m" -> p5(classes, 0.67, 0.75);
      case "yolov5l" -> p5(classes, 1.00, 1.00);
      case "yolov5x" -> p5(classes, 1.33, 1.25);
      default ->
          throw new IllegalArgumentException(
              "config \""
                  + name
                  + "\" is not built in, expected yolov5n, yolov5s, yolov5m, yolov5l or yolov5x");
    };
  }

  private static YoloConfig p5(int classes, double depth, double width) {
    return new YoloConfig(classes, depth, width, ANCHORS_P5, DETECTOR_P5);
  }

  /// Repeats after scaling. Python rounds halves to even.
  int repeats(int number) {
    return number > 1 ? Math.max((int) Math.rint(number * depthMultiple), 1) : number;
  }

  /// Channels after scaling: the next multiple of 8. A width that happens to equal the head's is
  /// left alone, a quirk of `parse_model`.
  int channels(int channels) {
    int headChannels = anchors[0].length / 2 * (classes + 5);
    if (channels == headChannels) return channels;
    return (int) (Math.ceil(channels * widthMultiple / 8) * 8);
  }
}
