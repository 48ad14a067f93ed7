package dev.gradfn.core;

/// How a pooling window walks over the last dimensions of its input.
public record PoolGeometry(
    Dims kernel, Dims stride, Dims padding, Dims dilation, boolean ceilMode) {

  /// Shape of the output. In ceil mode the last window may hang over the right padding, but must
  /// start inside the input or the left padding.
  public Dims output(Dims input) {
    long[] out = input.toArray();
    int first = input.rank() - kernel.rank();
    for (int i = 0; i < kernel.rank(); i++) {
      out[first + i] = outputSize(input.get(first + i), i);
    }
    return Dims.of(out);
  }

  private long outputSize(long in, int i) {
    long reach = in + 2 * padding.get(i) - dilation.get(i) * (kernel.get(i) - 1) - 1;
    long up = ceilMode ? stride.get(i) - 1 : 0;
    long size = Math.floorDiv(reach + up, stride.get(i)) + 1;
    boolean startsOutside = (size - 1) * stride.get(i) >= in + padding.get(i);
    return ceilMode && startsOutside ? size - 1 : size;
  }
}
