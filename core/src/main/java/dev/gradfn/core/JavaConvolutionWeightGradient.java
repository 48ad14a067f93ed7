package dev.gradfn.core;

/// The gradient of a convolution's weight: the output's gradient times what its positions saw,
/// summed over positions and images.
///
/// Rows of the packed blocks are positions here, so the input is first turned to have its channels
/// last; then a position's row is made of whole runs of channels. Positions are cut into spans,
/// always the same ones, each with a sum of its own; these are added in order.
final class JavaConvolutionWeightGradient {
  /// Output channels per task.
  private static final int ROWS = 64;

  /// Tasks to aim for where there are few weights.
  private static final int TASKS = 8;

  private static final int MIN_SPAN = 128;

  private final ConvolutionShape shape;
  private final Lanes lanes;
  private final ConvolutionColumns columns;
  private final int width;

  /// Taps whose channels are adjacent in the turned input: a line of the kernel, if it is without
  /// gaps.
  private final int runTaps;

  private final int rowBlocks;
  private final int columnLength;
  private final int columnBlocks;
  private final int spans;
  private final int spanLength;

  /// `[span, out channel, tap, channel]`
  private final Object sums;

  /// One image, `[position, channel]`.
  private final Object turned;

  private JavaConvolutionWeightGradient(ConvolutionShape shape, Lanes lanes) {
    this.shape = shape;
    this.lanes = lanes;
    this.columns = new ConvolutionColumns(shape, lanes);
    width = shape.depth();
    runTaps = shape.groups() == 1 && shape.dilation()[2] == 1 ? shape.kernel()[2] : 1;
    rowBlocks = (shape.groupOutChannels() + ROWS - 1) / ROWS;
    columnLength = PackedGemm.blockSize(width);
    columnBlocks = (width + columnLength - 1) / columnLength;
    int blocks = shape.groups() * rowBlocks * columnBlocks;
    int wanted = Math.max(1, TASKS / blocks);
    spans = Math.clamp(shape.outPositions() / MIN_SPAN, 1, wanted);
    spanLength = (shape.outPositions() + spans - 1) / spans;
    sums = lanes.allocate(spans * shape.outChannels() * width);
    turned = lanes.allocate(shape.inPositions() * shape.channels());
  }

  /// See [Kernels#convolutionWeightGradient].
  static void run(ConvolutionGeometry g, NdArray gradOutput, NdArray input, NdArray gradWeight) {
    if (gradWeight.numel() == 0) return;
    DType type = Dense.computing(gradWeight.dtype());
    ConvolutionShape shape =
        ConvolutionShape.of(g, input.shape(), gradWeight.shape(), gradOutput.shape());
    try (Dense y = Dense.read(gradOutput, type);
        Dense x = Dense.read(input, type);
        Dense w = Dense.write(gradWeight, type)) {
      Lanes lanes = Lanes.of(type);
      if (NarrowWeightGradient.fits(shape)) {
        new NarrowWeightGradient(shape, lanes).run(y, x, w);
      } else {
        new JavaConvolutionWeightGradient(shape, lanes).sum(y, x, w);
      }
    }
  }

  private void sum(Dense gradOutput, Dense input, Dense gradWeight) {
    int tasks = spans * shape.groups() * rowBlocks * columnBlocks;
    long work = shape.work() / Math.max(1, shape.images());
    for (int image = 0; image < shape.images(); image++) {
      turn(input, image);
      int current = image;
      Workers.parallelFor(tasks, work, 1 << 18, task -> block(current, task, gradOutput));
    }
    addSpans(gradWeight);
  }

  /// Makes the channels of one image its last dimension.
  private void turn(Dense input, int image) {
    int channels = shape.channels();
    int positions = shape.inPositions();
    int plane = input.offset() + image * channels * positions;
    int chunk = 256;
    Workers.parallelFor(
        (positions + chunk - 1) / chunk,
        (long) channels * positions,
        1 << 16,
        task -> {
          int first = task * chunk;
          int n = Math.min(chunk, positions - first);
          for (int c = 0; c < channels; c++) {
            int from = plane + c * positions + first;
            lanes.scatter(input.array(), from, turned, first * channels + c, channels, n);
          }
        });
  }

  private void block(int image, int task, Dense gradOutput) {
    int column = task % columnBlocks * columnLength;
    int n = Math.min(columnLength, width - column);
    int row = task / columnBlocks % rowBlocks * ROWS;
    int rows = Math.min(ROWS, shape.groupOutChannels() - row);
    int group = task / (columnBlocks * rowBlocks) % shape.groups();
    int span = task / (columnBlocks * rowBlocks * shape.groups());
    int output = group * shape.groupOutChannels() + row;
    int sumsAt = (span * shape.outChannels() + output) * width + column;
    RowScratch scratch = RowScratch.of(lanes);
    Object[] c = scratch.results(rows);
    for (int i = 0; i < rows; i++) lanes.gather(sums, sumsAt + i * width, 1, c[i], 0, n);
    int end = Math.min(shape.outPositions(), (span + 1) * spanLength);
    for (int p = span * spanLength; p < end; p += PackedGemm.DEPTH) {
      int depth = Math.min(PackedGemm.DEPTH, end - p);
      Object[] b = scratch.packed(Math.min(PackedGemm.DEPTH, spanLength));
      for (int i = 0; i < depth; i++) pack(p + i, group, column, n, b[i]);
      int at =
          gradOutput.offset() + (image * shape.outChannels() + output) * shape.outPositions() + p;
      lanes.multiplyAdd(gradOutput.array(), at, shape.outPositions(), 1, rows, depth, b, c, n);
    }
    for (int i = 0; i < rows; i++) lanes.scatter(c[i], 0, sums, sumsAt + i * width, 1, n);
  }

  /// What one output position saw, columns `column` to `column + n` of `[tap, channel]`.
  private void pack(int position, int group, int column, int n, Object row) {
    int inputs = shape.groupChannels();
    int length = runTaps * inputs;
    for (int at = 0; at < n; ) {
      int run = (column + at) / length;
      int start = (column + at) % length;
      int end = Math.min(length, start + n - at);
      int line = columns.inputLine(run * runTaps, position / shape.out()[2]);
      int x = columns.position(2, position % shape.out()[2], run * runTaps % shape.kernel()[2]);
      // The part of the run that lies inside the line.
      int from = line < 0 ? end : Math.clamp(-(long) x * inputs, start, end);
      int to = line < 0 ? end : Math.clamp(((long) shape.in()[2] - x) * inputs, from, end);
      int place = at - start;
      if (from > start) lanes.fill(row, at, place + from, 0);
      if (to > from) {
        int seen = (line * shape.in()[2] + x) * shape.channels() + group * inputs;
        lanes.gather(turned, seen + from, 1, row, place + from, to - from);
      }
      if (to < end) lanes.fill(row, place + to, place + end, 0);
      at += end - start;
    }
  }

  private void addSpans(Dense gradWeight) {
    int all = shape.outChannels() * width;
    for (int span = 1; span < spans; span++) {
      lanes.scatterAdd(sums, span * all, sums, 0, 1, all);
    }
    int taps = shape.taps();
    int inputs = shape.groupChannels();
    for (int o = 0; o < shape.outChannels(); o++) {
      for (int tap = 0; tap < taps; tap++) {
        int to = gradWeight.offset() + o * width + tap;
        lanes.scatter(sums, o * width + tap * inputs, gradWeight.array(), to, taps, inputs);
      }
    }
  }
}
