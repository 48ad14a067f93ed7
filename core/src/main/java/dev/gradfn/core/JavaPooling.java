package dev.gradfn.core;

import java.util.Arrays;

/// Max pooling, with the place of each maximum.
///
/// First along the lines of the input, then over the results of the lines: a 5×5 window takes 10
/// comparisons instead of 25. A line is used by several windows and kept until the last of them.
final class JavaPooling {
  private final PoolGeometry g;
  private final int height;
  private final int width;
  private final int outHeight;
  private final int outWidth;

  private JavaPooling(PoolGeometry g, Dims input, Dims output) {
    this.g = g;
    height = input.at(-2);
    width = input.at(-1);
    outHeight = output.at(-2);
    outWidth = output.at(-1);
  }

  /// See [Kernels#maxPool2d].
  static void forward(PoolGeometry g, NdArray input, NdArray out, NdArray indices) {
    if (out.numel() == 0) return;
    DType type = Dense.computing(out.dtype());
    JavaPooling pooling = new JavaPooling(g, input.shape(), out.shape());
    int planes = Math.toIntExact(out.numel() / (out.shape().get(-1) * out.shape().get(-2)));
    int perTask = Math.max(1, (1 << 13) / (pooling.height * pooling.width + 1));
    NdArray places = NdArray.allocate(DType.INT64, indices.shape());
    try (Dense x = Dense.read(input, type);
        Dense y = Dense.write(out, type)) {
      long[] found = (long[]) places.storage().open(Access.OVERWRITE);
      Workers.parallelFor(
          (planes + perTask - 1) / perTask,
          task -> {
            int last = Math.min(planes, (task + 1) * perTask);
            pooling.planes(type, task * perTask, last, x, y, found);
          });
      places.storage().close(found, Access.OVERWRITE);
    }
    StridedCopy.copy(places, indices);
    places.storage().recycle();
  }

  private void planes(DType type, int first, int last, Dense x, Dense y, long[] found) {
    int kept = g.dilation().at(0) * (g.kernel().at(0) - 1) + 1;
    PoolingLines lines =
        PoolingLines.of(type, PoolingLines.LineWindows.of(g, width, outWidth), kept);
    for (int plane = first; plane < last; plane++) {
      // Which line of the input each kept line comes from.
      int[] lineOf = new int[kept];
      Arrays.fill(lineOf, -1);
      int input = x.offset() + plane * height * width;
      for (int oh = 0; oh < outHeight; oh++) {
        outputLine(lines, lineOf, x.array(), input, oh);
        int at = (plane * outHeight + oh) * outWidth;
        lines.end(x.array(), input, y.array(), y.offset() + at, found, at);
      }
    }
  }

  private void outputLine(PoolingLines lines, int[] lineOf, Object x, int input, int oh) {
    lines.begin();
    for (int kh = 0; kh < g.kernel().at(0); kh++) {
      int line = oh * g.stride().at(0) - g.padding().at(0) + kh * g.dilation().at(0);
      if (line < 0 || line >= height) continue;
      int slot = line % lineOf.length;
      if (lineOf[slot] != line) lines.pool(x, input, line, slot);
      lineOf[slot] = line;
      lines.take(slot);
    }
  }

  /// See [Kernels#maxPool2dGradient].
  static void gradient(NdArray gradOutput, NdArray indices, NdArray gradInput) {
    if (gradInput.numel() == 0) return;
    DType type = Dense.computing(gradInput.dtype());
    Lanes lanes = Lanes.of(type);
    int from = Math.toIntExact(gradOutput.shape().get(-1) * gradOutput.shape().get(-2));
    int to = Math.toIntExact(gradInput.shape().get(-1) * gradInput.shape().get(-2));
    NdArray places = NdArray.allocate(DType.INT64, indices.shape());
    StridedCopy.copy(indices, places);
    try (Dense g = Dense.readFromZero(gradOutput, type);
        Dense x = Dense.write(gradInput, type)) {
      long[] found = (long[]) places.storage().open(Access.READ);
      Workers.parallelFor(
          Math.toIntExact(gradInput.numel() / to),
          gradInput.numel(),
          1 << 15,
          plane -> {
            int at = x.offset() + plane * to;
            lanes.fill(x.array(), at, at + to, 0);
            lanes.scatterAddAt(g.array(), found, plane * from, x.array(), at, from);
          });
      places.storage().close(found, Access.READ);
    }
    places.storage().recycle();
  }
}
