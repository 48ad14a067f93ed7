package dev.gradfn.core;

/// What a convolution's output positions see through one position of the kernel: "im2col", row by
/// row and without ever making the whole matrix; and back again, adding ("col2im").
///
/// Borders are dealt with here, so that the products need not know of them.
final class ConvolutionColumns {
  private final ConvolutionShape shape;
  private final Lanes lanes;

  /// Per kernel column: the range of output columns that see the input and not the padding.
  private final int[] firstInside;

  private final int[] lastInside;

  private final boolean isShift;

  ConvolutionColumns(ConvolutionShape shape, Lanes lanes) {
    this(shape, lanes, false);
  }

  /// @param inPhases whether the input that is packed lies in [PhasePlanes]
  ConvolutionColumns(ConvolutionShape shape, Lanes lanes, boolean inPhases) {
    this.shape = shape;
    this.lanes = lanes;
    isShift = PhasePlanes.areShifted(shape, inPhases);
    int width = shape.kernel()[2];
    firstInside = new int[width];
    lastInside = new int[width];
    for (int kw = 0; kw < width; kw++) {
      int shift = kw * shape.dilation()[2] - shape.padding()[2];
      int stride = shape.stride()[2];
      firstInside[kw] = Math.clamp(-Math.floorDiv(shift, stride), 0, shape.out()[2]);
      int end = Math.floorDiv(shape.in()[2] - 1 - shift, stride) + 1;
      lastInside[kw] = Math.clamp(end, firstInside[kw], shape.out()[2]);
    }
  }

  /// Packs rows `row` to `row + count` of the matrix (channel, then kernel position), columns
  /// `column` to `column + n`, of the channels that begin at `plane`.
  void pack(Object input, int plane, int row, int count, int column, int n, Object[] rows) {
    for (int r = 0; r < count; r++) {
      int channel = (row + r) / shape.taps();
      int tap = (row + r) % shape.taps();
      pack(input, plane + channel * shape.inPositions(), tap, column, n, rows[r]);
    }
  }

  /// One row: what output positions `column` to `column + n` see of the channel at `plane`.
  void pack(Object input, int plane, int tap, int column, int n, Object row) {
    if (isShift) {
      packShifted(input, plane, tap, column, n, row);
    } else {
      packLines(input, plane, tap, column, n, row);
    }
  }

  /// Where output and input have lines of one length, a tap sees a plane shifted: one copy, and the
  /// columns that came from the neighbouring line are cleared.
  private void packShifted(Object input, int channel, int tap, int column, int n, Object row) {
    int kw = tap % shape.kernel()[2];
    int y = position(1, 0, tap / shape.kernel()[2]);
    int x = position(2, 0, kw);
    int size = PhasePlanes.size(shape);
    int plane = channel + PhasePlanes.start(shape, y, x);
    int width = shape.out()[2];
    int shift = Math.floorDiv(y, shape.stride()[1]) * width + Math.floorDiv(x, shape.stride()[2]);
    int from = Math.clamp(-(long) shift - column, 0, n);
    int to = Math.clamp((long) size - shift - column, from, n);
    if (from > 0) lanes.fill(row, 0, from, 0);
    if (to > from) lanes.gather(input, plane + column + shift + from, 1, row, from, to - from);
    if (to < n) lanes.fill(row, to, n, 0);
    int outside = width - lastInside[kw] + firstInside[kw];
    if (outside == 0) return;
    // What is outside at the end of a line and at the start of the next is one run.
    for (int line = column / width - 1; line * width < column + n; line++) {
      int first = line * width + lastInside[kw] - column;
      int last = Math.min(first + outside, n);
      for (int i = Math.max(first, 0); i < last; i++) lanes.set(row, i, 0);
    }
  }

  private void packLines(Object input, int plane, int tap, int column, int n, Object row) {
    int kw = tap % shape.kernel()[2];
    int step = shape.stride()[2];
    int shift = kw * shape.dilation()[2] - shape.padding()[2];
    for (int at = 0; at < n; ) {
      int left = (column + at) % shape.out()[2];
      int run = Math.min(shape.out()[2] - left, n - at);
      int line = inputLine(tap, (column + at) / shape.out()[2]);
      int from = line < 0 ? run : Math.clamp(firstInside[kw] - left, 0, run);
      int to = line < 0 ? run : Math.clamp(lastInside[kw] - left, from, run);
      if (from > 0) lanes.fill(row, at, at + from, 0);
      if (to > from) {
        int first = plane + line * shape.in()[2] + (left + from) * step + shift;
        lanes.gather(input, first, step, row, at + from, to - from);
      }
      if (to < run) lanes.fill(row, at + to, at + run, 0);
      at += run;
    }
  }

  /// The reverse of [#pack]: adds each element to the place that it would be read from.
  void addBack(Object row, Object input, int plane, int tap, int column, int n) {
    int kw = tap % shape.kernel()[2];
    int step = shape.stride()[2];
    int shift = kw * shape.dilation()[2] - shape.padding()[2];
    for (int at = 0; at < n; ) {
      int left = (column + at) % shape.out()[2];
      int run = Math.min(shape.out()[2] - left, n - at);
      int line = inputLine(tap, (column + at) / shape.out()[2]);
      int from = Math.clamp(firstInside[kw] - left, 0, run);
      int to = Math.clamp(lastInside[kw] - left, from, run);
      if (line >= 0 && to > from) {
        int first = plane + line * shape.in()[2] + (left + from) * step + shift;
        lanes.scatterAdd(row, at + from, input, first, step, to - from);
      }
      at += run;
    }
  }

  /// The line of the input, counted over depth and height, that an output line sees through `tap`;
  /// −1 if it is padding.
  int inputLine(int tap, int outputLine) {
    int line = tap / shape.kernel()[2];
    int y = position(1, outputLine % shape.out()[1], line % shape.kernel()[1]);
    int z = position(0, outputLine / shape.out()[1], line / shape.kernel()[1]);
    boolean inside = y >= 0 && y < shape.in()[1] && z >= 0 && z < shape.in()[0];
    return inside ? z * shape.in()[1] + y : -1;
  }

  /// Where in dimension `d` of the input the kernel's `k`-th element lies for output index `o`.
  int position(int d, int o, int k) {
    return o * shape.stride()[d] - shape.padding()[d] + k * shape.dilation()[d];
  }
}
