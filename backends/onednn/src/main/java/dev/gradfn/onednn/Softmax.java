package dev.gradfn.onednn;

import dev.gradfn.core.NdArray;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.softmax_forward;

/// Exponentials divided by their sum along a dimension. Not their logarithms: oneDNN's are off by
/// some parts in a million.
final class Softmax {
  /// Fewer exponentials are done before the operands have been brought here.
  private static final int WORTHWHILE = 1 << 12;

  private record Key(int dim, Layout layout) {}

  private final Primitives<Key, Compiled> made = new Primitives<>(Softmax::make);

  boolean run(int dim, NdArray x, NdArray out) {
    if (!Operands.areUsable(x, out) || x.numel() < WORTHWHILE || x.rank() > 5) return false;
    Block home = Operands.home(x);
    boolean channelsLast = home != null && !home.order().isFlat() && x.rank() >= 3;
    boolean isPlaced =
        channelsLast ? Operands.takesChannelsLast(out) : x.isContiguous() && out.isContiguous();
    if (!isPlaced) return false;
    Layout layout = channelsLast ? Layout.channelsLast(x.shape()) : Layout.contiguous(x.shape());
    Compiled compiled = made.find(new Key(dim, layout));
    if (compiled == null) return false;
    Operand source = channelsLast ? Operands.channelsLast(x) : Operands.flat(x);
    Operand target = channelsLast ? Operands.channelsLastOutput(out) : Operands.flatOutput(out);
    compiled.run(source, target);
    // PyTorch spreads a nan, or an infinity, over its line: oneDNN leaves it in its place.
    return !Float.isNaN(Sums.total(target));
  }

  private static Compiled make(Key key) {
    var pd =
        new softmax_forward.primitive_desc(
            OneDnn.ENGINE,
            dnnl.prop_kind.forward_inference,
            dnnl.algorithm.softmax_accurate,
            key.layout.desc(),
            key.layout.desc(),
            key.dim,
            OneDnn.attributes(),
            false);
    if (Primitives.isReference(pd)) return null;
    return new Compiled(
        new softmax_forward(pd),
        pd.scratchpad_desc(),
        new Compiled.Argument(dnnl.DNNL_ARG_SRC, key.layout),
        new Compiled.Argument(dnnl.DNNL_ARG_DST, key.layout));
  }
}
