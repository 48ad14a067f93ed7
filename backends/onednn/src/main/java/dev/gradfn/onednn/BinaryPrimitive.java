package dev.gradfn.onednn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;

/// Arithmetic of two arrays, the second of which may be repeated, and steps behind it.
final class BinaryPrimitive {
  private BinaryPrimitive() {}

  /// Its operands are x, y, those of `after`, and the result, which is ordered as x is.
  ///
  /// @param after operands of the steps behind it
  /// @return null where oneDNN has nothing but its reference code
  static Compiled make(
      dnnl.algorithm algorithm, Layout x, Layout y, post_ops steps, Compiled.Argument... after) {
    primitive_attr attributes = OneDnn.attributes();
    attributes.set_post_ops(steps);
    var pd =
        new binary.primitive_desc(
            OneDnn.ENGINE, algorithm, x.desc(), y.desc(), x.desc(), attributes, false);
    if (Primitives.isReference(pd)) return null;
    List<Compiled.Argument> arguments = new ArrayList<>();
    arguments.add(new Compiled.Argument(dnnl.DNNL_ARG_SRC_0, x));
    arguments.add(new Compiled.Argument(dnnl.DNNL_ARG_SRC_1, y));
    arguments.addAll(Arrays.asList(after));
    arguments.add(new Compiled.Argument(dnnl.DNNL_ARG_DST, x));
    return new Compiled(
        new binary(pd), pd.scratchpad_desc(), arguments.toArray(Compiled.Argument[]::new));
  }
}
