package dev.gradfn.onednn;

import dev.gradfn.core.NativeSums;
import dev.gradfn.core.NdArray;
import dev.gradfn.core.Taps;
import java.lang.foreign.ValueLayout;

/// Sums along dimensions of arrays that lie in native memory, and weighed sums: average pooling and
/// interpolation. In our own loops, because oneDNN's reductions add in float one after the other,
/// or by reference code; its pooling and resampling know some of the windows only.
final class Sums {
  /// Rows of fewer elements are copied in more time than they are added.
  private static final int NARROW = 8;

  private Sums() {}

  /// See `Kernels.sum`; the dimensions that are summed must lie side by side in memory.
  static boolean sum(NdArray x, double divisor, NdArray out) {
    Block home = Operands.home(x);
    if (home == null || !Operands.areUsable(x, out) || !out.isContiguous()) return false;
    boolean channelsLast = !home.order().isFlat() && x.rank() >= 3;
    if (!channelsLast && !x.isContiguous()) return false;
    int[] order = memoryOrder(x.rank(), channelsLast);
    Split split = Split.of(x, out, order);
    if (split == null) return false;
    boolean asItLies = !channelsLast || keepsOrder(out);
    if (!asItLies && !Operands.takesChannelsLast(out)) return false;
    Operand source = channelsLast ? Operands.channelsLast(x) : Operands.flat(x);
    Operand target = asItLies ? Operands.flatOutput(out) : Operands.channelsLastOutput(out);
    NativeSums.sum(
        split.outer, split.middle, split.inner, divisor, source.memory(), target.memory());
    source.releaseTemporary();
    return true;
  }

  /// The sum of all elements; nan if one is nan.
  static float total(Operand x) {
    Operand sum = Operand.temporary(Layout.flat(1));
    int count = Math.toIntExact(x.layout().dims().product());
    NativeSums.sum(1, count, 1, 1, x.memory(), sum.memory());
    float total = sum.memory().get(ValueLayout.JAVA_FLOAT, 0);
    sum.releaseTemporary();
    return total;
  }

  /// The array as `[outer, middle, inner]`, of which the middle is summed.
  private record Split(int outer, int middle, int inner) {
    /// Null if what is summed does not lie side by side.
    static Split of(NdArray x, NdArray out, int[] order) {
      long[] sizes = {1, 1, 1};
      int part = 0;
      for (int dim : order) {
        long size = x.shape().get(dim);
        if (size == 1) continue;
        boolean summed = out.shape().get(dim) == 1;
        if (summed == (part != 1)) part++;
        if (part > 2) return null;
        sizes[part] *= size;
      }
      return new Split((int) sizes[0], (int) sizes[1], (int) sizes[2]);
    }
  }

  private static int[] memoryOrder(int rank, boolean channelsLast) {
    int[] order = new int[rank];
    for (int i = 0; i < rank; i++) order[i] = i;
    if (!channelsLast) return order;
    for (int i = 1; i < rank - 1; i++) order[i] = i + 1;
    order[rank - 1] = 1;
    return order;
  }

  /// Whether channels last and row-major are the same for this shape.
  private static boolean keepsOrder(NdArray out) {
    long plane = out.shape().slice(2, out.rank()).product();
    return plane == 1 || out.shape().get(1) == 1;
  }

  /// See `Kernels.weighedSum`; along a spatial dimension of what lies channels last.
  static boolean weighedSum(Taps taps, int dim, NdArray x, NdArray out) {
    Block home = Operands.home(x);
    if (home == null || home.order().isFlat() || !Operands.areUsable(x, out)) return false;
    if (dim < 2 || x.rank() > 5 || !Operands.takesChannelsLast(out)) return false;
    int spatial = Math.toIntExact(x.shape().slice(dim + 1, x.rank()).product());
    int inner = spatial * x.shape().at(1);
    if (inner < NARROW) return false;
    int outer = x.shape().at(0) * Math.toIntExact(x.shape().slice(2, dim).product());
    Operand source = Operands.channelsLast(x);
    Operand target = Operands.channelsLastOutput(out);
    NativeSums.weighedSum(taps, outer, inner, source.memory(), target.memory());
    source.releaseTemporary();
    return true;
  }
}
