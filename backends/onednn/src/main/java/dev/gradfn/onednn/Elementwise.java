package dev.gradfn.onednn;

import dev.gradfn.core.Access;
import dev.gradfn.core.BinaryFunction;
import dev.gradfn.core.NativeLoops;
import dev.gradfn.core.NdArray;
import dev.gradfn.core.UnaryFunction;
import java.util.Map;
import org.bytedeco.dnnl.eltwise_backward;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;

/// Pointwise functions of arrays that lie in native memory already: for those in Java arrays our
/// own loops are as fast as moving them.
///
/// oneDNN computes what it computes as PyTorch does; the table is short, because most of its
/// activations pass a nan over (relu, clip, hardsigmoid, on AVX2 even exp) or are coarse (log, elu,
/// softplus, mish, gelu). All others run in our own loops, where the data is.
final class Elementwise {
  /// A function with its parameters, as oneDNN writes it.
  private record Function(dnnl.algorithm algorithm, float alpha, float beta) {
    Function(dnnl.algorithm algorithm) {
      this(algorithm, 0, 0);
    }
  }

  private static final Map<String, Function> UNARY =
      Map.ofEntries(
          Map.entry("silu", new Function(dnnl.algorithm.eltwise_swish, 1, 0)),
          Map.entry("sigmoid", new Function(dnnl.algorithm.eltwise_logistic)),
          Map.entry("tanh", new Function(dnnl.algorithm.eltwise_tanh)),
          Map.entry("neg", new Function(dnnl.algorithm.eltwise_linear, -1, 0)),
          Map.entry("abs", new Function(dnnl.algorithm.eltwise_abs)),
          Map.entry("sqrt", new Function(dnnl.algorithm.eltwise_sqrt)));

  /// Of a gradient and an input.
  private static final Map<String, Function> GRADIENTS =
      Map.of("silu_backward", new Function(dnnl.algorithm.eltwise_swish, 1, 0));

  private record UnaryKey(Function function, long numel) {}

  private final Primitives<UnaryKey, Compiled> unary = new Primitives<>(Elementwise::makeUnary);
  private final Primitives<UnaryKey, Compiled> gradients =
      new Primitives<>(Elementwise::makeGradient);
  private final Broadcasting broadcasting = new Broadcasting();

  static boolean knows(UnaryFunction f) {
    return UNARY.containsKey(f.name());
  }

  /// Lets a primitive put its results through `f`, which must be [known][#knows].
  static void append(UnaryFunction f, post_ops after) {
    Function function = UNARY.get(f.name());
    after.append_eltwise(function.algorithm.value, function.alpha, function.beta);
  }

  boolean map(UnaryFunction f, NdArray x, NdArray out) {
    if (mapScaled(f, x, out)) return true;
    if (Operands.home(x) == null || !Operands.areUsable(x, out)) return false;
    Function function = UNARY.get(f.name());
    Compiled compiled = function == null ? null : unary.find(new UnaryKey(function, x.numel()));
    return Alike.run(compiled != null ? compiled::execute : ownLoop(f), out, x);
  }

  private static boolean mapScaled(UnaryFunction f, NdArray x, NdArray out) {
    if (!knows(f) || !Operands.areUsable(x, out) || !Operands.takesChannelsLast(out)) return false;
    ScaledBlock scaled = Operands.scaled(x);
    if (scaled == null || !scaled.order().dims().equals(out.shape())) return false;
    if (!ScaleAndShift.takes(out.shape(), f)) return false;
    // The output may be the input's own storage, which gives it up then.
    scaled.retain();
    scaled.computeTo(f, Operands.channelsLastOutput(out));
    scaled.release();
    return true;
  }

  private static Alike.Work ownLoop(UnaryFunction f) {
    return operands -> NativeLoops.map(f, operands[0].memory(), operands[1].memory());
  }

  boolean zip(BinaryFunction f, NdArray x, NdArray y, NdArray out) {
    if (Operands.home(x) == null && Operands.home(y) == null) return false;
    if (!Operands.areUsable(x, y, out)) return false;
    NdArray left = Operands.withoutRepeats(x);
    NdArray right = Operands.withoutRepeats(y);
    boolean leftIsWhole = left.shape().equals(out.shape());
    boolean rightIsWhole = right.shape().equals(out.shape());
    if (leftIsWhole && rightIsWhole) return Alike.run(ofAlike(f, x.numel()), out, x, y);
    if (leftIsWhole && right.numel() == 1) return withNumber(f, x, right, out);
    if (rightIsWhole && left.numel() == 1) return withNumber(left, f, y, out);
    if (leftIsWhole && broadcasting.zip(f, x, right, out)) return true;
    boolean commutes = f.name().equals("add") || f.name().equals("mul");
    if (commutes && rightIsWhole && broadcasting.zip(f, y, left, out)) return true;
    return x.shape().equals(y.shape()) && Alike.run(ofAlike(f, x.numel()), out, x, y);
  }

  private Alike.Work ofAlike(BinaryFunction f, long numel) {
    Function gradient = GRADIENTS.get(f.name());
    Compiled compiled =
        gradient != null
            ? gradients.find(new UnaryKey(gradient, numel))
            : broadcasting.alike(f.name(), numel);
    if (compiled != null) return compiled::execute;
    return o -> NativeLoops.zip(f, o[0].memory(), o[1].memory(), o[2].memory());
  }

  private boolean withNumber(BinaryFunction f, NdArray x, NdArray y, NdArray out) {
    if (Operands.home(x) == null) return false;
    float number = number(y);
    Compiled compiled =
        f.name().equals("leaky_relu")
            ? unary.find(
                new UnaryKey(new Function(dnnl.algorithm.eltwise_relu, number, 0), x.numel()))
            : null;
    if (compiled != null) return Alike.run(compiled::execute, out, x);
    return Alike.run(o -> NativeLoops.zip(f, o[0].memory(), number, o[1].memory()), out, x);
  }

  private static boolean withNumber(NdArray x, BinaryFunction f, NdArray y, NdArray out) {
    if (Operands.home(y) == null) return false;
    float number = number(x);
    return Alike.run(o -> NativeLoops.zip(f, number, o[0].memory(), o[1].memory()), out, y);
  }

  private static float number(NdArray array) {
    float[] values = (float[]) array.storage().open(Access.READ);
    float number = values[Math.toIntExact(array.offset())];
    array.storage().close(values, Access.READ);
    return number;
  }

  private static Compiled makeUnary(UnaryKey key) {
    memory.desc line = Layout.flat(key.numel).desc();
    var pd = forward(key, line);
    if (Primitives.isReference(pd)) return null;
    return new Compiled(
        new eltwise_forward(pd),
        pd.scratchpad_desc(),
        new Compiled.Argument(dnnl.DNNL_ARG_SRC, line),
        new Compiled.Argument(dnnl.DNNL_ARG_DST, line));
  }

  private static eltwise_forward.primitive_desc forward(UnaryKey key, memory.desc line) {
    return new eltwise_forward.primitive_desc(
        OneDnn.ENGINE,
        dnnl.prop_kind.forward_training,
        key.function.algorithm,
        line,
        line,
        key.function.alpha,
        key.function.beta,
        OneDnn.attributes(),
        false);
  }

  private static Compiled makeGradient(UnaryKey key) {
    memory.desc line = Layout.flat(key.numel).desc();
    var pd =
        new eltwise_backward.primitive_desc(
            OneDnn.ENGINE,
            key.function.algorithm,
            line,
            line,
            line,
            key.function.alpha,
            key.function.beta,
            forward(key, line),
            OneDnn.attributes(),
            false);
    if (Primitives.isReference(pd)) return null;
    return new Compiled(
        new eltwise_backward(pd),
        pd.scratchpad_desc(),
        new Compiled.Argument(dnnl.DNNL_ARG_DIFF_DST, line),
        new Compiled.Argument(dnnl.DNNL_ARG_SRC, line),
        new Compiled.Argument(dnnl.DNNL_ARG_DIFF_SRC, line));
  }
}
