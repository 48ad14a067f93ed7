package dev.gradfn.onednn;

import dev.gradfn.core.Access;
import dev.gradfn.core.BinaryFunction;
import dev.gradfn.core.Dims;
import dev.gradfn.core.NativeLoops;
import dev.gradfn.core.NdArray;
import java.util.Arrays;
import java.util.Map;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.post_ops;

/// Arithmetic of an array in native memory with another one, or with a smaller one that is
/// repeated: a number for each channel, a bias for each column, a mask for each image.
final class Broadcasting {
  /// What oneDNN computes as Java does; its minimum and maximum pass a nan over.
  private static final Map<String, dnnl.algorithm> FUNCTIONS =
      Map.of(
          "add", dnnl.algorithm.binary_add,
          "sub", dnnl.algorithm.binary_sub,
          "mul", dnnl.algorithm.binary_mul,
          "div", dnnl.algorithm.binary_div);

  private static final int SHORTEST_ROW = 32;

  private record Key(dnnl.algorithm algorithm, Layout x, Layout y) {}

  private final Primitives<Key, Compiled> made = new Primitives<>(Broadcasting::make);

  /// For two dense arrays of one order, and the result; null for a function that is not ours.
  Compiled alike(String name, long numel) {
    dnnl.algorithm algorithm = FUNCTIONS.get(name);
    Layout line = Layout.flat(numel);
    return algorithm == null ? null : made.find(new Key(algorithm, line, line));
  }

  /// @param x has the shape of `out`
  boolean zip(BinaryFunction f, NdArray x, NdArray y, NdArray out) {
    Block home = Operands.home(x);
    if (home == null || x.rank() > 5) return false;
    boolean channelsLast = !home.order().isFlat() && x.rank() >= 3;
    boolean isPlaced =
        channelsLast ? Operands.takesChannelsLast(out) : x.isContiguous() && out.isContiguous();
    if (!isPlaced) return false;
    NdArray repeated = withRank(y, x.rank());
    dnnl.algorithm algorithm = FUNCTIONS.get(f.name());
    Compiled compiled =
        algorithm == null
            ? null
            : made.find(
                new Key(
                    algorithm,
                    layout(channelsLast, x.shape()),
                    layout(channelsLast, repeated.shape())));
    if (compiled == null) return !channelsLast && byRows(f, x, repeated, out);
    if (channelsLast) {
      Operand source = Operands.channelsLast(x);
      Operand other = Operands.channelsLast(repeated);
      compiled.run(source, other, Operands.channelsLastOutput(out));
      return true;
    }
    Operand other = Operands.vector(repeated);
    if (other == null) return false;
    compiled.run(Operands.flat(x), other, Operands.flatOutput(out));
    return true;
  }

  /// One number for each row, of which each is worth a loop.
  private static boolean byRows(BinaryFunction f, NdArray x, NdArray y, NdArray out) {
    int rows = Math.toIntExact(y.numel());
    long row = x.numel() / rows;
    if (row < SHORTEST_ROW || !y.isContiguous()) return false;
    int first = 0;
    while (first < y.rank() && y.shape().get(first) == x.shape().get(first)) first++;
    if (y.shape().slice(first, y.rank()).product() != 1) return false;
    Operand source = Operands.flat(x);
    NativeLoops.zipRows(f, source.memory(), values(y), Operands.flatOutput(out).memory());
    return true;
  }

  private static float[] values(NdArray y) {
    float[] values = (float[]) y.storage().open(Access.READ);
    int from = Math.toIntExact(y.offset());
    float[] copy = Arrays.copyOfRange(values, from, from + Math.toIntExact(y.numel()));
    y.storage().close(values, Access.READ);
    return copy;
  }

  private static Layout layout(boolean channelsLast, Dims shape) {
    return channelsLast ? Layout.channelsLast(shape) : Layout.contiguous(shape);
  }

  /// With new first dimensions of size 1.
  private static NdArray withRank(NdArray y, int rank) {
    NdArray result = y;
    while (result.rank() < rank) result = result.view(result.geometry().unsqueeze(0));
    return result;
  }

  private static Compiled make(Key key) {
    return BinaryPrimitive.make(key.algorithm, key.x, key.y, new post_ops());
  }
}
