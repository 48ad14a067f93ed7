package dev.gradfn.yolov5;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.DType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/// Of the many boxes that a network predicts for one object the best: YOLOv5's
/// `non_max_suppression`, without its time limit.
///
/// ```java
/// Tensor predictions = (Tensor) ((List<?>) model.callAll(Args.of(images))).get(0);
/// List<List<Detection>> found = NonMaxSuppression.of(predictions, Options.standard());
/// ```
public final class NonMaxSuppression {
  /// @param confidence only boxes above it
  /// @param iou of two boxes that overlap by more, measured as intersection over union, the worse
  ///   one goes
  /// @param classes only these; empty: all
  /// @param agnostic whether boxes of different classes suppress each other
  /// @param multiLabel whether a box may be of several classes; needs more than one
  /// @param maxDetections of an image
  /// @param masks number of mask coefficients behind the classes: 32 of a segmentation network
  /// @param rules whose distance keeps classes apart: 4096 pixels up to v6.0, then 7680
  public record Options(
      double confidence,
      double iou,
      Set<Integer> classes,
      boolean agnostic,
      boolean multiLabel,
      int maxDetections,
      int masks,
      YoloVersion rules) {
    private static final Options STANDARD =
        new Options(0.25, 0.45, Set.of(), false, false, 300, 0, YoloVersion.V7_0);

    public Options {
      if (!(confidence >= 0 && confidence <= 1)) throw outside("confidence", confidence);
      if (!(iou >= 0 && iou <= 1)) throw outside("iou", iou);
      classes = Set.copyOf(classes);
    }

    private static IllegalArgumentException outside(String name, double value) {
      return new IllegalArgumentException(
          "non_max_suppression: expected " + name + " in 0 to 1, got " + value);
    }

    /// YOLOv5's defaults.
    public static Options standard() {
      return STANDARD;
    }

    public Options withConfidence(double value) {
      return new Options(value, iou, classes, agnostic, multiLabel, maxDetections, masks, rules);
    }

    public Options withIou(double value) {
      return new Options(
          confidence, value, classes, agnostic, multiLabel, maxDetections, masks, rules);
    }

    public Options withClasses(Set<Integer> value) {
      return new Options(confidence, iou, value, agnostic, multiLabel, maxDetections, masks, rules);
    }

    public Options withAgnostic(boolean value) {
      return new Options(confidence, iou, classes, value, multiLabel, maxDetections, masks, rules);
    }

    public Options withMultiLabel(boolean value) {
      return new Options(confidence, iou, classes, agnostic, value, maxDetections, masks, rules);
    }

    public Options withMaxDetections(int value) {
      return new Options(confidence, iou, classes, agnostic, multiLabel, value, masks, rules);
    }

    public Options withMasks(int value) {
      return new Options(
          confidence, iou, classes, agnostic, multiLabel, maxDetections, value, rules);
    }

    public Options withRules(YoloVersion value) {
      return new Options(
          confidence, iou, classes, agnostic, multiLabel, maxDetections, masks, value);
    }
  }

  /// More are not compared.
  private static final int MOST_CANDIDATES = 30_000;

  /// Before the classes: x, y, width, height, objectness.
  private static final int BOX = 5;

  private final Options options;
  private final float[] values;
  private final int width;

  /// @param values of one image, an own copy
  private NonMaxSuppression(Options options, float[] values, int width) {
    this.options = options;
    this.values = values;
    this.width = width;
  }

  /// @param predictions `[images, boxes, 5 + classes + masks]`: centre x, centre y, width, height,
  ///   objectness, ...
  /// @return of each image the objects, the most confident first
  /// @throws TorchException if the shape is another
  public static List<List<Detection>> of(Tensor predictions, Options options) {
    int rank = predictions.shape().rank();
    int width = rank == 3 ? Math.toIntExact(predictions.shape().get(2)) : 0;
    if (width <= BOX + options.masks()) {
      throw TorchException.runtime(
          "non_max_suppression: expected predictions [images, boxes, 5 + classes + "
              + options.masks()
              + "], got "
              + predictions.shape());
    }
    List<List<Detection>> found = new ArrayList<>();
    Tensor all = predictions.detach().to(DType.FLOAT32);
    for (int i = 0; i < all.shape().get(0); i++) {
      float[] values = all.select(0, i).reshape(-1).toArray(float[].class);
      found.add(new NonMaxSuppression(options, values, width).ofImage());
    }
    return found;
  }

  private List<Detection> ofImage() {
    List<Detection> candidates = candidates();
    // A stable sort, as PyTorch's on the CPU: of equals the first box goes first.
    candidates.sort(Comparator.comparing(Detection::confidence).reversed());
    int most = Math.min(MOST_CANDIDATES, candidates.size());
    List<Detection> kept = new ArrayList<>();
    for (Detection one : candidates.subList(0, most)) {
      if (kept.size() == options.maxDetections()) break;
      if (kept.stream().noneMatch(better -> overlap(better, one) > options.iou())) kept.add(one);
    }
    return kept;
  }

  private List<Detection> candidates() {
    int classes = width - BOX - options.masks();
    boolean several = options.multiLabel() && classes > 1;
    float least = (float) options.confidence();
    List<Detection> found = new ArrayList<>();
    for (int at = 0; at < values.length; at += width) {
      float objectness = values[at + 4];
      if (!(objectness > least)) continue;
      for (int c = 0; c < classes; c++) values[at + BOX + c] *= objectness;
      int best = best(at + BOX, classes);
      for (int c = several ? 0 : best; c < (several ? classes : best + 1); c++) {
        float confidence = values[at + BOX + c];
        boolean wanted = options.classes().isEmpty() || options.classes().contains(c);
        if (confidence > least && wanted) found.add(detection(at, confidence, c));
      }
    }
    return found;
  }

  private int best(int from, int count) {
    int best = 0;
    for (int i = 1; i < count; i++) if (values[from + i] > values[from + best]) best = i;
    return best;
  }

  private Detection detection(int at, float confidence, int classIndex) {
    float halfWidth = values[at + 2] / 2;
    float halfHeight = values[at + 3] / 2;
    return new Detection(
        values[at] - halfWidth,
        values[at + 1] - halfHeight,
        values[at] + halfWidth,
        values[at + 1] + halfHeight,
        confidence,
        classIndex,
        IntStream.range(at + width - options.masks(), at + width)
            .mapToObj(i -> values[i])
            .toList());
  }

  /// Intersection over union in float32. Boxes of different classes are moved apart, so that they
  /// do not meet.
  private float overlap(Detection one, Detection other) {
    float[] a = apart(one);
    float[] b = apart(other);
    float width = Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0]));
    float height = Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]));
    float both = width * height;
    return both / (area(a) + area(b) - both);
  }

  private float[] apart(Detection box) {
    float distance = options.rules().compareTo(YoloVersion.V6_0) <= 0 ? 4096 : 7680;
    float offset = options.agnostic() ? 0 : box.classIndex() * distance;
    float[] edges = {box.x1(), box.y1(), box.x2(), box.y2()};
    for (int i = 0; i < edges.length; i++) edges[i] += offset;
    return edges;
  }

  private static float area(float[] edges) {
    return (edges[2] - edges[0]) * (edges[3] - edges[1]);
  }
}
