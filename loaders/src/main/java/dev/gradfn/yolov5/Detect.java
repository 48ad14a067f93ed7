package dev.gradfn.yolov5;

import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.Shapes;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Dims;
import dev.gradfn.nn.Args;
import dev.gradfn.nn.Layer;
import dev.gradfn.nn.Module;
import dev.gradfn.nn.ModuleList;
import dev.gradfn.nn.Slot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// The head: one convolution per level, and in eval mode the decoding to boxes in pixels.
///
/// In training the result is the list of raw heads `[n, na, ny, nx, no]`; in eval mode `[decoded
/// [n, Σ na·ny·nx, no], heads]`. Columns: x, y, w, h, objectness, classes.
public sealed class Detect extends Module permits Segment {

  /// What a head is besides its tensors.
  ///
  /// @param outputs columns per anchor: 5 + classes + mask coefficients
  /// @param inplace whether boxes are written back in place, where the rules leave a choice
  /// @param export whether the result is made for an exported network, without the raw heads
  public record Options(
      YoloVersion rules, int classes, int outputs, boolean inplace, boolean export) {
    Options withExport(boolean value) {
      return new Options(rules, classes, outputs, inplace, value);
    }
  }

  private final Options options;
  private final YoloVersion rules;
  private final int outputs;
  private final Slot<Tensor> anchors;
  private final Slot<ModuleList> m;
  private Tensor stride;

  /// @param anchors `[nl, na, 2]`, in cells
  /// @param stride pixels per cell, `[nl]`; null until it is known
  /// @param m one convolution per level; null where they are layers before the head, as in v1.0
  @SuppressWarnings("this-escape")
  public Detect(Options options, Tensor anchors, Tensor stride, ModuleList m) {
    this.options = options;
    this.rules = options.rules();
    this.outputs = options.outputs();
    this.anchors = registerBuffer("anchors", anchors);
    this.m = m == null ? null : registerModule("m", m);
    this.stride = stride;
  }

  public Options options() {
    return options;
  }

  public int classes() {
    return options.classes();
  }

  public Slot<Tensor> anchors() {
    return anchors;
  }

  /// Null in a network of v1.0.
  public ModuleList convolutions() {
    return m == null ? null : m.get();
  }

  /// Number of levels.
  public int levels() {
    return anchors.get().shape().at(0);
  }

  /// Pixels per cell, `[nl]`: what was assigned as an attribute, or what the file had.
  public Tensor stride() {
    return plainAttributes().get("stride") instanceof Tensor assigned ? assigned : stride;
  }

  /// The stride of the coarsest level: sides of an image are multiples of it.
  public double largestStride() {
    return Arrays.stream(stride().toDoubleArray()).max().orElse(1);
  }

  void setStride(Tensor pixelsPerCell) {
    stride = pixelsPerCell;
  }

  @Override
  protected Object forward(Args args) {
    boolean trains = isTraining() || (options.export() && !rules.exportsBoxesAlone());
    List<Tensor> heads = heads(args);
    if (trains) return heads;
    List<Tensor> decoded = new ArrayList<>();
    for (int i = 0; i < heads.size(); i++) decoded.add(decode(heads.get(i), i));
    Tensor boxes = Shapes.cat(decoded, 1);
    return options.export() ? List.of(boxes) : List.of(boxes, heads);
  }

  private List<Tensor> heads(Args args) {
    List<?> levels = args.get(0, List.class, this);
    if (levels.size() != levels()) {
      throw new IllegalArgumentException(
          "Detect: expected " + levels() + " inputs, one per level, got " + levels.size());
    }
    List<Tensor> heads = new ArrayList<>();
    for (int i = 0; i < levels(); i++) {
      Tensor level = (Tensor) levels.get(i);
      heads.add(head(m == null ? level : Layer.call(m.get().get(i), level)));
    }
    return heads;
  }

  /// `[n, na·no, ny, nx]` to `[n, na, ny, nx, no]`.
  private Tensor head(Tensor x) {
    long na = anchors.get().shape().get(1);
    Tensor split = x.view(x.shape().get(0), na, outputs, x.shape().get(2), x.shape().get(3));
    return split.permute(0, 1, 3, 4, 2).contiguous();
  }

  private Tensor decode(Tensor head, int level) {
    Tensor grid;
    Tensor anchorGrid;
    try (var _ = Autograd.noGrad()) {
      grid = Grid.cells(head, rules.gridShift());
      anchorGrid = anchorGrid(head, level);
    }
    // v6.2 writes in place or splits, as its flag says; v6.0 and v7.0 have one way each, nearly.
    boolean splits = !rules.writesInPlace() || (rules == YoloVersion.V6_2 && !options.inplace());
    Tensor boxes =
        splits
            ? decodeSplit(head, grid, anchorGrid, stride().select(0, level))
            : decodeSlices(head.sigmoid(), grid, anchorGrid, level);
    return boxes.view(head.shape().get(0), -1, outputs);
  }

  /// Networks before v6.0 have a buffer with the sizes in pixels, `[nl, 1, na, 1, 1, 2]`.
  private Tensor anchorGrid(Tensor head, int level) {
    Slot<Tensor> stored = bufferSlots().get("anchor_grid");
    if (stored != null && stored.get() != null)
      return stored.get().select(0, level).to(head.dtype());
    return Grid.anchors(head, anchors.get().select(0, level), stride().select(0, level));
  }

  /// x, y, w, h, and what follows, from one level's raw head.
  Tensor decodeSplit(Tensor head, Tensor grid, Tensor anchorGrid, Tensor pixelsPerCell) {
    List<Tensor> parts = head.sigmoid().split(Dims.of(2, 2, outputs - 4), 4);
    Tensor xy = parts.get(0).mul(2).add(grid).mul(pixelsPerCell);
    Tensor wh = parts.get(1).mul(2).pow(2).mul(anchorGrid);
    return Shapes.cat(List.of(xy, wh, parts.get(2)), 4);
  }

  private Tensor decodeSlices(Tensor y, Tensor grid, Tensor anchorGrid, int level) {
    Tensor xy = centres(y.slice(-1, 0, 2), grid, level);
    if (!options.inplace()) {
      Tensor wh = y.slice(-1, 2, 4).mul(2).pow(2).mul(anchorGrid);
      return Shapes.cat(List.of(xy, wh, y.slice(-1, 4, Long.MAX_VALUE)), -1);
    }
    y.slice(-1, 0, 2).copy_(xy);
    Tensor wh = y.slice(-1, 2, 4).mul(2).pow(2).mul(anchorGrid);
    y.slice(-1, 2, 4).copy_(wh);
    return y;
  }

  private Tensor centres(Tensor xy, Tensor grid, int level) {
    Tensor doubled = xy.mul(2);
    Tensor shifted = rules.cellShift() == 0 ? doubled : doubled.sub(-rules.cellShift());
    return shifted.add(grid).mul(stride().select(0, level));
  }

  @Override
  public Map<String, Object> attributes() {
    Map<String, Object> attributes = super.attributes();
    attributes.put("nc", (long) classes());
    attributes.put("no", (long) outputs);
    attributes.put("nl", (long) levels());
    attributes.put("na", anchors.get().shape().get(1));
    attributes.put("grid", emptyGrids());
    if (!rules.keepsAnchorGrid()) {
      attributes.put("anchor_grid", emptyGrids());
      attributes.put("inplace", options.inplace());
    }
    return attributes;
  }

  /// As before the first image: YOLOv5 makes them anew for each size.
  private List<Tensor> emptyGrids() {
    long size = rules.writesInPlace() ? 1 : 0;
    List<Tensor> grids = new ArrayList<>();
    for (int i = 0; i < levels(); i++) grids.add(Tensor.zeros(size));
    return grids;
  }
}
