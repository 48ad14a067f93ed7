package dev.gradfn.onednn;

import dev.gradfn.core.Dims;
import dev.gradfn.core.NdArray;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.matmul;

/// Matrix products, and sums over all but the channels, which are products with a row of ones.
final class Products {
  /// Smaller ones are done before the operands have been brought here.
  private static final long WORTHWHILE = 1L << 18;

  private record Key(Layout x, Layout y, Layout out) {}

  private final Primitives<Key, Compiled> made = new Primitives<>(Products::make);

  boolean multiply(NdArray x, NdArray y, NdArray out) {
    if (!Operands.areUsable(x, y, out) || !out.isContiguous()) return false;
    if (out.numel() * x.shape().get(x.rank() - 1) < WORTHWHILE) return false;
    if (!isMatrix(x) || !isMatrix(y)) return false;
    if (Operands.isExpanded(x) || Operands.isExpanded(y)) return false;
    Compiled compiled =
        of(
            Layout.strided(x.shape(), x.strides()),
            Layout.strided(y.shape(), y.strides()),
            Layout.contiguous(out.shape()));
    if (compiled == null) return false;
    compiled.run(Operands.strided(x), Operands.strided(y), Operands.flatOutput(out));
    return true;
  }

  /// The product of two layouts, or null if oneDNN does not take it.
  Compiled of(Layout x, Layout y, Layout out) {
    return made.find(new Key(x, y, out));
  }

  /// Rows or columns dense: oneDNN takes others in its reference code only.
  private static boolean isMatrix(NdArray array) {
    int rank = array.rank();
    long row = array.strides().get(rank - 2);
    long column = array.strides().get(rank - 1);
    return column == 1 && row >= array.shape().get(rank - 1)
        || row == 1 && column >= array.shape().get(rank - 2);
  }

  /// `out` has size 1 everywhere but in the channels.
  boolean sumToChannels(NdArray x, double divisor, NdArray out) {
    Block home = Operands.home(x);
    if (home == null || home.order().isFlat() || !Operands.areUsable(x, out)) return false;
    if (divisor != 1 || x.rank() < 3 || !out.isContiguous()) return false;
    long channels = x.shape().get(1);
    if (out.numel() != channels || out.shape().get(1) != channels) return false;
    long rows = x.numel() / channels;
    Layout row = Layout.contiguous(Dims.of(1, rows));
    Layout matrix = Layout.contiguous(Dims.of(rows, channels));
    Layout result = Layout.contiguous(Dims.of(1, channels));
    Compiled compiled = of(row, matrix, result);
    if (compiled == null) return false;
    compiled.run(Ones.of(row), Operands.channelsLast(x), Operands.flatOutput(out));
    return true;
  }

  private static Compiled make(Key key) {
    var pd =
        new matmul.primitive_desc(
            OneDnn.ENGINE, key.x.desc(), key.y.desc(), key.out.desc(), OneDnn.attributes(), false);
    if (Primitives.isReference(pd)) return null;
    return new Compiled(
        new matmul(pd),
        pd.scratchpad_desc(),
        new Compiled.Argument(dnnl.DNNL_ARG_SRC, key.x),
        new Compiled.Argument(dnnl.DNNL_ARG_WEIGHTS, key.y),
        new Compiled.Argument(dnnl.DNNL_ARG_DST, key.out));
  }
}
