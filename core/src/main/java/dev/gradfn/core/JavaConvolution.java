package dev.gradfn.core;

/// Convolutions as products of packed blocks: weight times what the output positions see.
final class JavaConvolution {
  /// Work that a second thread is worth.
  private static final long WORTH_SHARING = 1 << 18;

  private final ConvolutionShape shape;
  private final Lanes lanes;
  private final ConvolutionColumns columns;

  /// Where the parts of one call lie. A null bias is zero, a null finish nothing.
  private record Data(
      Object input,
      int inputAt,
      Object weight,
      int weightAt,
      Object bias,
      int biasAt,
      RowFinish finish,
      Object out,
      int outAt) {}

  private JavaConvolution(ConvolutionShape shape, Lanes lanes, boolean inPhases) {
    this.shape = shape;
    this.lanes = lanes;
    this.columns = new ConvolutionColumns(shape, lanes, inPhases);
  }

  /// See [Kernels#convolution] and [Kernels#convolutionThen].
  ///
  /// @param after may be null
  static void forward(
      ConvolutionGeometry g,
      NdArray input,
      NdArray weight,
      NdArray bias,
      ChannelFunction after,
      NdArray out) {
    if (out.numel() == 0) return;
    DType type = Dense.computing(out.dtype());
    ConvolutionShape shape = ConvolutionShape.of(g, input.shape(), weight.shape(), out.shape());
    Lanes lanes = Lanes.of(type);
    boolean inPhases = PhasePlanes.areWorthIt(shape);
    try (Dense x = inPhases ? new PhasePlanes(shape).read(input, lanes) : Dense.read(input, type);
        Dense w = Dense.read(weight, type);
        Dense b = bias == null ? null : Dense.read(bias, type);
        Dense y = Dense.write(out, type)) {
      Object biases = b == null ? null : b.array();
      int biasAt = b == null ? 0 : b.offset();
      RowFinish finish = after == null ? null : new RowFinish(lanes, after);
      new JavaConvolution(shape, lanes, inPhases)
          .run(
              new Data(
                  x.array(),
                  x.offset(),
                  w.array(),
                  w.offset(),
                  biases,
                  biasAt,
                  finish,
                  y.array(),
                  y.offset()));
    }
  }

  /// The convolution of dense arrays without bias.
  static void forward(ConvolutionShape shape, Lanes lanes, Dense input, Object weight, Dense out) {
    new JavaConvolution(shape, lanes, false)
        .run(
            new Data(
                input.array(),
                input.offset(),
                weight,
                0,
                null,
                0,
                null,
                out.array(),
                out.offset()));
  }

  private void run(Data data) {
    int positions = shape.outPositions();
    int block = PackedGemm.blockSize(positions);
    int columnBlocks = (positions + block - 1) / block;
    int outputs = shape.groupOutChannels();
    int pieces = shape.images() * shape.groups() * columnBlocks;
    int rowBlocks = rowBlocks(outputs, pieces);
    int rows = (outputs + rowBlocks - 1) / rowBlocks;
    Workers.parallelFor(
        pieces * rowBlocks,
        shape.work(),
        WORTH_SHARING,
        task -> {
          int piece = task / rowBlocks;
          int row = task % rowBlocks * rows;
          block(
              data,
              piece / columnBlocks,
              row,
              Math.min(rows, outputs - row),
              piece % columnBlocks * block,
              block);
        });
  }

  /// Enough tasks for all threads, though each packs the same columns once more. Every output is
  /// the same sum however the rows are cut.
  private static int rowBlocks(int outputs, int pieces) {
    int threads = Workers.threads();
    boolean balanced = pieces % threads == 0 || pieces >= 4 * threads;
    return balanced ? 1 : Math.clamp(outputs / 16, 1, threads);
  }

  /// @param part image and group
  private void block(Data data, int part, int row, int rows, int column, int length) {
    if (rows <= 0) return;
    int n = Math.min(length, shape.outPositions() - column);
    int outputs = shape.groupOutChannels();
    int firstOutput = part % shape.groups() * outputs + row;
    int plane = data.inputAt() + part * shape.groupChannels() * shape.inPositions();
    RowScratch scratch = RowScratch.of(lanes);
    Object[] b = scratch.packed(Math.min(PackedGemm.DEPTH, shape.depth()));
    Object[] c = scratch.results(rows);
    for (int i = 0; i < rows; i++) lanes.fill(c[i], 0, n, bias(data, firstOutput + i));
    for (int k = 0; k < shape.depth(); k += PackedGemm.DEPTH) {
      int depth = Math.min(PackedGemm.DEPTH, shape.depth() - k);
      columns.pack(data.input(), plane, k, depth, column, n, b);
      int at = data.weightAt() + firstOutput * shape.depth() + k;
      lanes.multiplyAdd(data.weight(), at, shape.depth(), 1, rows, depth, b, c, n);
    }
    int to = data.outAt() + (part * outputs + row) * shape.outPositions() + column;
    for (int i = 0; i < rows; i++) {
      if (data.finish() != null) data.finish().apply(c[i], firstOutput + i, n);
      lanes.scatter(c[i], 0, data.out(), to + i * shape.outPositions(), 1, n);
    }
  }

  private double bias(Data data, int output) {
    return data.bias() == null ? 0 : lanes.get(data.bias(), data.biasAt() + output);
  }
}
