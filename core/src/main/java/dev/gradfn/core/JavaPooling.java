package dev.gradfn.core;

import java.util.Arrays;

/// Max pooling, with the place of each maximum.
///
/// First along the lines of the input, then over the results of the lines: a 5×5 window takes 10
/// comparisons instead of 25. A line is used by several windows and kept until the last of them.
final class JavaPooling {
  private final Lanes lanes;
  private final PoolGeometry g;
  private final int height;
  private final int width;
  private final int outHeight;
  private final int outWidth;

  /// Per kernel column, the column of the input that each output column sees; that of the first
  /// column that sees the input for all.
  private final int[][] seen;

  private final int[] firstSeen;

  private JavaPooling(Lanes lanes, PoolGeometry g, Dims input, Dims output) {
    this.lanes = lanes;
    this.g = g;
    height = input.at(-2);
    width = input.at(-1);
    outHeight = output.at(-2);
    outWidth = output.at(-1);
    seen = new int[g.kernel().at(1)][outWidth];
    firstSeen = new int[outWidth];
    for (int kw = seen.length - 1; kw >= 0; kw--) {
      for (int ow = 0; ow < outWidth; ow++) {
        int iw = position(1, ow, kw);
        seen[kw][ow] = iw;
        if (iw >= 0 && iw < width) firstSeen[ow] = iw;
      }
    }
  }

  private int position(int d, int o, int k) {
    return o * g.stride().at(d) - g.padding().at(d) + k * g.dilation().at(d);
  }

  /// See [Kernels#maxPool2d].
  static void forward(PoolGeometry g, NdArray input, NdArray out, NdArray indices) {
    if (out.numel() == 0) return;
    DType type = Dense.computing(out.dtype());
    JavaPooling pooling = new JavaPooling(Lanes.of(type), g, input.shape(), out.shape());
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
            pooling.new Plane().run(task * perTask, last, x, y, found);
          });
      places.storage().close(found, Access.OVERWRITE);
    }
    StridedCopy.copy(places, indices);
    places.storage().recycle();
  }

  /// Works through planes one by one.
  private final class Plane {
    private final int kept = g.dilation().at(0) * (g.kernel().at(0) - 1) + 1;
    private final Object[] lineBest = lanes.allocateRows(kept, outWidth);
    private final int[][] linePlace = new int[kept][outWidth];

    /// Which line of the input each kept line comes from.
    private final int[] lineOf = new int[kept];

    private final Object candidates = lanes.allocate(outWidth);
    private final Object best = lanes.allocate(outWidth);
    private final int[] place = new int[outWidth];

    void run(int first, int last, Dense x, Dense y, long[] found) {
      for (int plane = first; plane < last; plane++) {
        Arrays.fill(lineOf, -1);
        int input = x.offset() + plane * height * width;
        for (int oh = 0; oh < outHeight; oh++) {
          outputLine(x.array(), input, oh);
          int at = (plane * outHeight + oh) * outWidth;
          System.arraycopy(best, 0, y.array(), y.offset() + at, outWidth);
          for (int ow = 0; ow < outWidth; ow++) found[at + ow] = place[ow];
        }
      }
    }

    private void outputLine(Object x, int input, int oh) {
      boolean isFirst = true;
      lanes.fill(best, 0, outWidth, Double.NEGATIVE_INFINITY);
      for (int kh = 0; kh < g.kernel().at(0); kh++) {
        int line = position(0, oh, kh);
        if (line < 0 || line >= height) continue;
        int slot = line % kept;
        if (lineOf[slot] != line) inputLine(x, input + line * width, line, slot);
        int shift = line * width;
        if (isFirst) {
          // Where all are -infinity, the first of them is the maximum.
          for (int ow = 0; ow < outWidth; ow++) place[ow] = linePlace[slot][ow] + shift;
          isFirst = false;
        }
        lanes.takeLarger(lineBest[slot], linePlace[slot], shift, best, place, outWidth);
      }
    }

    private void inputLine(Object x, int from, int line, int slot) {
      lineOf[slot] = line;
      lanes.fill(lineBest[slot], 0, outWidth, Double.NEGATIVE_INFINITY);
      System.arraycopy(firstSeen, 0, linePlace[slot], 0, outWidth);
      for (int kw = 0; kw < seen.length; kw++) {
        int inside = Math.clamp(firstInside(kw), 0, outWidth);
        int outside = Math.clamp(firstOutside(kw), inside, outWidth);
        if (inside > 0) lanes.fill(candidates, 0, inside, Double.NEGATIVE_INFINITY);
        if (outside > inside) {
          int start = from + seen[kw][inside];
          lanes.gather(x, start, g.stride().at(1), candidates, inside, outside - inside);
        }
        lanes.fill(candidates, outside, outWidth, Double.NEGATIVE_INFINITY);
        lanes.takeLarger(candidates, seen[kw], 0, lineBest[slot], linePlace[slot], outWidth);
      }
    }

    private int firstInside(int kw) {
      return -Math.floorDiv(position(1, 0, kw), g.stride().at(1));
    }

    private int firstOutside(int kw) {
      return Math.floorDiv(width - 1 - position(1, 0, kw), g.stride().at(1)) + 1;
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
