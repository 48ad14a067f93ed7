package dev.gradfn.onednn;

import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.reorder;

/// Copies from one layout to another of equal dims.
final class Reorder {
  private static final Primitives<Key, Compiled> MADE = new Primitives<>(Reorder::make);

  private record Key(Layout from, Layout to) {}

  private Reorder() {}

  static void run(Operand from, Operand to) {
    MADE.find(new Key(from.layout(), to.layout())).execute(from, to);
    from.releaseTemporary();
  }

  private static Compiled make(Key key) {
    var pd =
        new reorder.primitive_desc(
            OneDnn.ENGINE,
            key.from.desc(),
            OneDnn.ENGINE,
            key.to.desc(),
            OneDnn.attributes(),
            false);
    return new Compiled(
        new reorder(pd),
        pd.scratchpad_desc(),
        new Compiled.Argument(dnnl.DNNL_ARG_FROM, key.from),
        new Compiled.Argument(dnnl.DNNL_ARG_TO, key.to));
  }
}
