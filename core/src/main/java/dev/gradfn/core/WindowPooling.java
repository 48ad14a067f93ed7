package dev.gradfn.core;

/// Max pooling over any windows of the last three dimensions, and reading by the indices it finds.
/// [JavaPooling] is the faster one for windows that slide over two.
final class WindowPooling {
  private final PoolWindows[] windows;
  private final Lanes lanes;
  private final int height;
  private final int width;

  private WindowPooling(PoolWindows[] windows, Lanes lanes, Dims input) {
    this.windows = windows;
    this.lanes = lanes;
    height = input.at(-2);
    width = input.at(-1);
  }

  /// See [Kernels#maxPoolWindows].
  static void forward(PoolWindows[] windows, NdArray input, NdArray out, NdArray indices) {
    if (out.numel() == 0) return;
    DType type = Dense.computing(out.dtype());
    WindowPooling pooling = new WindowPooling(windows, Lanes.of(type), input.shape());
    int volume = Math.toIntExact(input.shape().slice(input.rank() - 3, input.rank()).product());
    int outVolume = Math.toIntExact(out.shape().slice(out.rank() - 3, out.rank()).product());
    NdArray places = NdArray.allocate(DType.INT64, indices.shape());
    try (Dense x = Dense.read(input, type);
        Dense y = Dense.write(out, type)) {
      long[] found = (long[]) places.storage().open(Access.OVERWRITE);
      Workers.parallelFor(
          Math.toIntExact(out.numel() / outVolume),
          input.numel(),
          1 << 13,
          p -> pooling.part(x.array(), x.offset() + p * volume, y, p * outVolume, found));
      places.storage().close(found, Access.OVERWRITE);
    }
    StridedCopy.copy(places, indices);
    places.storage().recycle();
  }

  private void part(Object x, int at, Dense out, int first, long[] found) {
    int to = first;
    for (int d = 0; d < windows[0].starts().length; d++) {
      for (int h = 0; h < windows[1].starts().length; h++) {
        for (int w = 0; w < windows[2].starts().length; w++, to++) {
          found[to] = maximum(x, at, d, h, w);
          lanes.set(out.array(), out.offset() + to, lanes.get(x, at + (int) found[to]));
        }
      }
    }
  }

  /// Of equal elements the first, of several nan the last, as in PyTorch.
  private int maximum(Object x, int at, int d, int h, int w) {
    int best = (windows[0].starts()[d] * height + windows[1].starts()[h]) * width;
    best += windows[2].starts()[w];
    double maximum = Double.NEGATIVE_INFINITY;
    for (int i = windows[0].starts()[d]; i < windows[0].ends()[d]; i += windows[0].step()) {
      for (int j = windows[1].starts()[h]; j < windows[1].ends()[h]; j += windows[1].step()) {
        int line = (i * height + j) * width;
        for (int k = windows[2].starts()[w]; k < windows[2].ends()[w]; k += windows[2].step()) {
          double value = lanes.get(x, at + line + k);
          if (!(value > maximum) && !Double.isNaN(value)) continue;
          maximum = value;
          best = line + k;
        }
      }
    }
    return best;
  }
}
