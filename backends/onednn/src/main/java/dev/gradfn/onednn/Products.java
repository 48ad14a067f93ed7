package dev.gradfn.onednn;

import dev.gradfn.core.Dims;
import dev.gradfn.core.NdArray;
import java.util.Arrays;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.matmul;

/// Matrix products, and sums over all but the channels, which are products with a row of ones.
final class Products {
  /// Smaller ones are done before the operands have been brought here.
  private static final long WORTHWHILE = 1L << 18;

  private record Key(Layout x, Layout y, Layout out) {}

  private final Primitives<Key> made = new Primitives<>(Products::make);

  boolean multiply(NdArray x, NdArray y, NdArray out) {
    if (!Operands.areUsable(x, y, out) || !out.isContiguous()) return false;
    if (out.numel() * x.shape().get(x.rank() - 1) < WORTHWHILE) return false;
    if (!isMatrix(x) || !isMatrix(y)) return false;
    Operand left = Operands.strided(x);
    Operand right = Operands.strided(y);
    if (left == null || right == null) return false;
    Layout result = Layout.contiguous(out.shape());
    Compiled compiled = made.find(new Key(left.layout(), right.layout(), result));
    if (compiled == null) return false;
    compiled.run(left, right, Operands.flatOutput(out));
    return true;
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
    Compiled compiled = made.find(new Key(row, matrix, result));
    Operand source = compiled == null ? null : Operands.channelsLast(x);
    if (source == null) return false;
    float[] ones = new float[Math.toIntExact(rows)];
    Arrays.fill(ones, 1);
    Block block = Block.allocate(Layout.flat(rows));
    block.load(ones);
    Operand left = new Operand(row, block.address(), block, true);
    compiled.run(left, source, Operands.flatOutput(out));
    return true;
  }

  private static Compiled make(Key key) {
    var pd =
        new matmul.primitive_desc(
            OneDnn.ENGINE, key.x.desc(), key.y.desc(), key.out.desc(), OneDnn.attributes(), false);
    if (Primitives.isReference(pd)) return Compiled.REFUSED;
    return new Compiled(
        new matmul(pd),
        pd.scratchpad_desc(),
        new Compiled.Argument(dnnl.DNNL_ARG_SRC, key.x),
        new Compiled.Argument(dnnl.DNNL_ARG_WEIGHTS, key.y),
        new Compiled.Argument(dnnl.DNNL_ARG_DST, key.out));
  }
}
