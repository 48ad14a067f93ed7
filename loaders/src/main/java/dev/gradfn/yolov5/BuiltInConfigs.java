package dev.gradfn.yolov5;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/// The networks of YOLOv5's releases v6.0 and v7.0, told by what they have in common.
final class BuiltInConfigs {
  /// COCO's.
  private static final long CLASSES = 80;

  private static final List<?> ANCHORS_P5 =
      List.of(
          List.of(10L, 13L, 16L, 30L, 33L, 23L),
          List.of(30L, 61L, 62L, 45L, 59L, 119L),
          List.of(116L, 90L, 156L, 198L, 373L, 326L));

  private static final List<?> ANCHORS_P6 =
      List.of(
          List.of(19L, 27L, 44L, 40L, 38L, 94L),
          List.of(96L, 68L, 86L, 152L, 180L, 137L),
          List.of(140L, 301L, 303L, 264L, 238L, 542L),
          List.of(436L, 615L, 739L, 380L, 925L, 792L));

  private static final List<?> ANCHORS_TINY =
      List.of(List.of(10L, 14L, 23L, 27L, 37L, 58L), List.of(81L, 82L, 135L, 169L, 344L, 319L));

  /// Three of each level, to be fitted to the data.
  private static final Object COUNTED = 3L;

  /// Kernels of the earlier pooling.
  private static final List<Long> SPP_P5 = List.of(5L, 9L, 13L);

  private static final List<Long> SPP_P6 = List.of(3L, 5L, 7L);
  private static final List<Long> SPP_P7 = List.of(3L, 5L);

  /// Multiples of depth and width by the letter in a name.
  private enum Size {
    N(0.33, 0.25),
    S(0.33, 0.5),
    M(0.67, 0.75),
    L(1, 1),
    X(1.33, 1.25);

    private final double depth;
    private final double width;

    Size(double depth, double width) {
      this.depth = depth;
      this.width = width;
    }

    String in(String name) {
      return name.replace("*", name().toLowerCase(Locale.ROOT));
    }
  }

  private static final BuiltInConfigs V6_0 = new BuiltInConfigs().common().v60();
  private static final BuiltInConfigs V7_0 = new BuiltInConfigs().common().v70();

  private final Map<String, Supplier<YoloConfig>> table = new LinkedHashMap<>();

  private BuiltInConfigs() {}

  private static Map<String, Supplier<YoloConfig>> table(YoloVersion version) {
    return (version.compareTo(YoloVersion.V6_1) < 0 ? V6_0 : V7_0).table;
  }

  static List<String> names(YoloVersion version) {
    return List.copyOf(table(version).keySet());
  }

  static YoloConfig named(String name, YoloVersion version) {
    Supplier<YoloConfig> config = table(version).get(name);
    if (config != null) return config.get();
    throw new IllegalArgumentException(
        "config \""
            + name
            + "\" is not built in for "
            + version.tag()
            + ", expected one of "
            + String.join(", ", names(version)));
  }

  // ---- the tables ----------------------------------------------------------------------------

  private BuiltInConfigs common() {
    for (Size size : Size.values()) {
      add(size.in("yolov5*"), size, ANCHORS_P5, () -> headP5(backbone("Conv", "C3", "C3")));
      add(size.in("hub/yolov5*6"), size, ANCHORS_P6, () -> headP6(backboneP6()));
    }
    add("hub/yolov3-spp", Size.L, ANCHORS_P5, () -> yolov3("SPP", 512L, SPP_P5));
    add("hub/yolov3-tiny", Size.L, ANCHORS_TINY, BuiltInConfigs::yolov3Tiny);
    return this;
  }

  /// v6.0's `hub/yolov5-bifpn` is no valid YAML, so there is none.
  private BuiltInConfigs v60() {
    String csp = "BottleneckCSP";
    add("hub/yolov3", Size.L, ANCHORS_P5, () -> yolov3("Conv", 512L, List.of(1L, 1L)));
    add("hub/yolov5-fpn", Size.L, ANCHORS_P5, () -> headFpn(oldFpn(csp)));
    add("hub/yolov5-p2", Size.L, COUNTED, () -> headP2(old("Conv", "C3", "C3")));
    add("hub/yolov5-p6", Size.L, COUNTED, () -> headP6(oldP6()));
    add("hub/yolov5-p7", Size.L, COUNTED, () -> headP7(oldP7()));
    add("hub/yolov5-panet", Size.L, ANCHORS_P5, () -> headP5(old("Conv", csp, csp)));
    ghost(() -> headP5(old("GhostConv", "C3Ghost", "C3Ghost")));
    transformer(() -> headP5(old("Conv", "C3", "C3TR")));
    return this;
  }

  private BuiltInConfigs v70() {
    Supplier<Pyramid> backbone = () -> backbone("Conv", "C3", "C3");
    add("hub/yolov3", Size.L, ANCHORS_P5, () -> yolov3("Conv", 512L, 1L, 1L));
    add("hub/yolov5-bifpn", Size.L, ANCHORS_P5, () -> headBifpn(backbone.get()));
    add("hub/yolov5-fpn", Size.L, ANCHORS_P5, () -> headFpn(backbone.get()));
    add("hub/yolov5-p2", Size.L, COUNTED, () -> headP2(backbone.get()));
    add("hub/yolov5-p34", Size.S, COUNTED, () -> headP34(backbone.get()));
    add("hub/yolov5-p6", Size.L, COUNTED, () -> headP6(backboneP6()));
    add("hub/yolov5-p7", Size.L, COUNTED, () -> headP7(backboneP7()));
    add("hub/yolov5-panet", Size.L, ANCHORS_P5, () -> headP5(backbone.get()));
    ghost(() -> headP5(backbone("GhostConv", "C3Ghost", "C3Ghost")));
    transformer(() -> headP5(backbone("Conv", "C3", "C3TR")));
    String leaky = "hub/yolov5s-LeakyReLU";
    table.put(
        leaky,
        () ->
            config(leaky, Size.S, ANCHORS_P5, headP5(backbone.get()))
                .with("activation", "nn.LeakyReLU(0.1)"));
    for (Size size : Size.values()) {
      add(size.in("segment/yolov5*-seg"), size, ANCHORS_P5, () -> segmentation(backbone.get()));
    }
    return this;
  }

  private void ghost(Supplier<Pyramid> rows) {
    add("hub/yolov5s-ghost", Size.S, ANCHORS_P5, rows);
  }

  private void transformer(Supplier<Pyramid> rows) {
    add("hub/yolov5s-transformer", Size.S, ANCHORS_P5, rows);
  }

  private void add(String name, Size size, Object anchors, Supplier<Pyramid> rows) {
    table.put(name, () -> config(name, size, anchors, rows.get()));
  }

  private static YoloConfig config(String name, Size size, Object anchors, Pyramid rows) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("nc", CLASSES);
    values.put("depth_multiple", size.depth);
    values.put("width_multiple", size.width);
    values.put("anchors", anchors);
    values.put("backbone", rows.backbone());
    values.put("head", rows.head());
    return YoloConfig.of(name, values);
  }

  // ---- backbones -----------------------------------------------------------------------------

  /// To stride 32.
  ///
  /// @param last class of the deepest stack
  private static Pyramid backbone(String conv, String stack, String last) {
    return toStride16(conv, stack).stage(last, 3, 1024).row(1, "SPPF", 1024L, 5L).beginHead();
  }

  private static Pyramid toStride16(String conv, String stack) {
    return new Pyramid(conv, stack)
        .row(1, "Conv", 64L, 6L, 2L, 2L)
        .stage(3, 128)
        .stage(6, 256)
        .stage(9, 512);
  }

  private static Pyramid backboneP6() {
    Pyramid rows = toStride16("Conv", "C3").stage(3, 768).stage(3, 1024);
    return rows.row(1, "SPPF", 1024L, 5L).beginHead();
  }

  private static Pyramid backboneP7() {
    Pyramid rows = toStride16("Conv", "C3").stage(3, 768).stage(3, 1024).stage(3, 1280);
    return rows.row(1, "SPPF", 1280L, 5L).beginHead();
  }

  /// v6.0's hub keeps the form before v6.0: Focus, and pooling before the last stack.
  private static Pyramid old(String conv, String stack, String last) {
    Pyramid rows = oldToStride16(conv, stack, stack);
    return rows.pooledStage(last, 3, 1024, SPP_P5, false).beginHead();
  }

  private static Pyramid oldToStride16(String conv, String stack, String first) {
    return new Pyramid(conv, stack)
        .row(1, "Focus", 64L, 3L)
        .stage(first, 3, 128)
        .stage(9, 256)
        .stage(9, 512);
  }

  private static Pyramid oldFpn(String stack) {
    Pyramid rows = oldToStride16("Conv", stack, "Bottleneck");
    return rows.pooledStage(stack, 6, 1024, SPP_P5).beginHead();
  }

  private static Pyramid oldP6() {
    Pyramid rows = oldToStride16("Conv", "C3", "C3").stage(3, 768);
    return rows.pooledStage("C3", 3, 1024, SPP_P6, false).beginHead();
  }

  private static Pyramid oldP7() {
    Pyramid rows = oldToStride16("Conv", "C3", "C3").stage(3, 768).stage(3, 1024);
    return rows.pooledStage("C3", 3, 1280, SPP_P7, false).beginHead();
  }

  // ---- heads ---------------------------------------------------------------------------------

  private static Pyramid headP5(Pyramid rows) {
    return climbedTo8(rows).descend().descend().detect();
  }

  private static Pyramid climbedTo8(Pyramid rows) {
    return rows.climb(3).climb(3).output();
  }

  private static Pyramid headP34(Pyramid rows) {
    return climbedTo8(rows).descend().detect();
  }

  /// The first descent is joined by the backbone once more.
  private static Pyramid headBifpn(Pyramid rows) {
    return climbedTo8(rows).descend(6).descend().detect();
  }

  private static Pyramid headP2(Pyramid rows) {
    rows.climb(3).climb(3).climb(1).output();
    return rows.descend().descend().descend().detect();
  }

  private static Pyramid headP6(Pyramid rows) {
    rows.climb(3).climb(3).climb(3).output();
    return rows.descend().descend().descend().detect();
  }

  private static Pyramid headP7(Pyramid rows) {
    rows.climb(3).climb(3).climb(3).climb(3).output();
    return rows.descend().descend().descend().descend().detect();
  }

  /// Climbs only, one output per level.
  private static Pyramid headFpn(Pyramid rows) {
    rows.stack(1024).output();
    rows.upsample().join(-1, 6).row(1, "Conv", 512L, 1L, 1L).stack(512).output();
    rows.upsample().join(-1, 4).row(1, "Conv", 256L, 1L, 1L).stack(256).output();
    return rows.finestFirst().detect();
  }

  private static Pyramid segmentation(Pyramid rows) {
    return climbedTo8(rows).descend().descend().detect("Segment", "nc", "anchors", 32L, 256L);
  }

  // ---- yolov3 --------------------------------------------------------------------------------

  /// @param second the head's second layer, the one that differs
  private static Pyramid yolov3(String second, Object... args) {
    Pyramid rows = new Pyramid("Conv", "Bottleneck").row(1, "Conv", 32L, 3L, 1L);
    rows.stage(1, 64).stage(2, 128).stage(8, 256).stage(8, 512).stage(4, 1024).beginHead();
    rows.row(1, "Bottleneck", 1024L, false).row(1, second, args);
    rows.row(1, "Conv", 1024L, 3L, 1L).row(1, "Conv", 512L, 1L, 1L);
    rows.row(1, "Conv", 1024L, 3L, 1L).output();
    rows.rowBefore("Conv", 256L, 1L, 1L).upsample().join(-1, 8);
    rows.row(1, "Bottleneck", 512L, false).row(1, "Bottleneck", 512L, false);
    rows.row(1, "Conv", 256L, 1L, 1L).row(1, "Conv", 512L, 3L, 1L).output();
    rows.rowBefore("Conv", 128L, 1L, 1L).upsample().join(-1, 6);
    rows.row(1, "Bottleneck", 256L, false).row(2, "Bottleneck", 256L, false).output();
    return rows.finestFirst().detect();
  }

  private static Pyramid yolov3Tiny() {
    Pyramid rows = new Pyramid("Conv", "Bottleneck");
    for (long channels = 16; channels <= 256; channels *= 2) {
      rows.row(1, "Conv", channels, 3L, 1L).row(1, "nn.MaxPool2d", 2L, 2L, 0L);
    }
    rows.row(1, "Conv", 512L, 3L, 1L);
    rows.row(1, "nn.ZeroPad2d", List.of(0L, 1L, 0L, 1L)).row(1, "nn.MaxPool2d", 2L, 1L, 0L);
    rows.beginHead().row(1, "Conv", 1024L, 3L, 1L).row(1, "Conv", 256L, 1L, 1L);
    rows.row(1, "Conv", 512L, 3L, 1L).output();
    rows.rowBefore("Conv", 128L, 1L, 1L).upsample().join(-1, 8);
    rows.row(1, "Conv", 256L, 3L, 1L).output();
    return rows.finestFirst().detect();
  }
}
