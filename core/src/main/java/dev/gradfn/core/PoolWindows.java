package dev.gradfn.core;

/// The windows of a pooling along one dimension: window `o` holds the elements `starts[o]`,
/// `starts[o] + step`, … below `ends[o]`.
public record PoolWindows(int[] starts, int[] ends, int step) {

  /// Windows that slide, clipped to the input.
  public static PoolWindows sliding(PoolGeometry g, int dim, int inputs, int outputs) {
    int[] starts = new int[outputs];
    int[] ends = new int[outputs];
    int step = g.dilation().at(dim);
    for (int o = 0; o < outputs; o++) {
      int start = o * g.stride().at(dim) - g.padding().at(dim);
      ends[o] = Math.min(start + (g.kernel().at(dim) - 1) * step + 1, inputs);
      while (start < 0) start += step;
      starts[o] = start;
    }
    return new PoolWindows(starts, ends, step);
  }

  /// As many windows as are asked for, as equal as possible.
  public static PoolWindows adaptive(int inputs, int outputs) {
    int[] starts = new int[outputs];
    int[] ends = new int[outputs];
    for (int o = 0; o < outputs; o++) {
      starts[o] = Math.toIntExact((long) o * inputs / outputs);
      ends[o] = Math.toIntExact(((long) (o + 1) * inputs + outputs - 1) / outputs);
    }
    return new PoolWindows(starts, ends, 1);
  }

  /// One window around everything: for a dimension that is missing.
  public static PoolWindows single() {
    return new PoolWindows(new int[] {0}, new int[] {1}, 1);
  }
}
