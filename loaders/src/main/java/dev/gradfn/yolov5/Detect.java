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

/// The head: one convolution per level, and in eval mode the decoding to boxes in pixels.
///
/// In training the result is the list of raw heads `[n, na, ny, nx, no]`; in eval mode `[decoded
/// [n, Σ na·ny·nx, no], heads]`. Columns: x, y, w, h, objectness, classes.
public final class Detect extends Module {
  private final YoloVersion rules;
  private final int outputs;
  private final boolean inplace;
  private final Slot<Tensor> anchors;
  private final Slot<ModuleList> m;
  private Tensor stride;

  /// @param outputs columns per anchor: 5 + classes
  /// @param anchors `[nl, na, 2]`, in cells
  /// @param stride pixels per cell, `[nl]`; null until it is known
  @SuppressWarnings("this-escape")
  public Detect(
      YoloVersion rules,
      int outputs,
      Tensor anchors,
      Tensor stride,
      boolean inplace,
      ModuleList m) {
    this.rules = rules;
    this.outputs = outputs;
    this.inplace = inplace;
    this.anchors = registerBuffer("anchors", anchors);
    this.m = registerModule("m", m);
    this.stride = stride;
  }

  public int classes() {
    return outputs - 5;
  }

  public Slot<Tensor> anchors() {
    return anchors;
  }

  public ModuleList convolutions() {
    return m.get();
  }

  public Tensor stride() {
    return stride;
  }

  /// The stride of the coarsest level: sides of an image are multiples of it.
  public double largestStride() {
    return Arrays.stream(stride.toDoubleArray()).max().orElse(1);
  }

  void setStride(Tensor pixelsPerCell) {
    stride = pixelsPerCell;
  }

  @Override
  protected Object forward(Args args) {
    List<?> levels = args.get(0, List.class, this);
    if (levels.size() != m.get().size()) {
      throw new IllegalArgumentException(
          "Detect: expected " + m.get().size() + " inputs, one per level, got " + levels.size());
    }
    List<Tensor> heads = new ArrayList<>();
    List<Tensor> decoded = new ArrayList<>();
    for (int i = 0; i < m.get().size(); i++) {
      Tensor head = head(Layer.call(m.get().get(i), (Tensor) levels.get(i)));
      heads.add(head);
      if (!isTraining()) decoded.add(decode(head, i));
    }
    return isTraining() ? heads : List.of(Shapes.cat(decoded, 1), heads);
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
      anchorGrid = Grid.anchors(head, anchors.get().select(0, level), stride.select(0, level));
    }
    // v6.2 writes in place or splits, as its flag says; v6.0 and v7.0 have one way each, nearly.
    boolean splits = !rules.writesInPlace() || (rules == YoloVersion.V6_2 && !inplace);
    Tensor boxes =
        splits
            ? decodeSplit(head.sigmoid(), grid, anchorGrid, level)
            : decodeSlices(head.sigmoid(), grid, anchorGrid, level);
    return boxes.view(head.shape().get(0), -1, outputs);
  }

  private Tensor decodeSplit(Tensor y, Tensor grid, Tensor anchorGrid, int level) {
    List<Tensor> parts = y.split(Dims.of(2, 2, outputs - 4), 4);
    Tensor xy = parts.get(0).mul(2).add(grid).mul(stride.select(0, level));
    Tensor wh = parts.get(1).mul(2).pow(2).mul(anchorGrid);
    return Shapes.cat(List.of(xy, wh, parts.get(2)), 4);
  }

  private Tensor decodeSlices(Tensor y, Tensor grid, Tensor anchorGrid, int level) {
    Tensor xy = centres(y.slice(-1, 0, 2), grid, level);
    if (!inplace) {
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
    return shifted.add(grid).mul(stride.select(0, level));
  }
}
