package dev.gradfn.onednn;

import dev.gradfn.core.BinaryFunction;
import dev.gradfn.core.Dims;
import dev.gradfn.core.NdArray;
import dev.gradfn.core.UnaryFunction;
import java.util.Map;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.eltwise_backward;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;

/// Pointwise functions that oneDNN knows, of arrays that lie in native memory already: for those in
/// Java arrays our own loops are as fast as moving them.
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
          Map.entry("exp", new Function(dnnl.algorithm.eltwise_exp)),
          Map.entry("tanh", new Function(dnnl.algorithm.eltwise_tanh)),
          Map.entry("neg", new Function(dnnl.algorithm.eltwise_linear, -1, 0)),
          Map.entry("abs", new Function(dnnl.algorithm.eltwise_abs)),
          Map.entry("sqrt", new Function(dnnl.algorithm.eltwise_sqrt)));

  /// Of a gradient and an input.
  private static final Map<String, Function> GRADIENTS =
      Map.of("silu_backward", new Function(dnnl.algorithm.eltwise_swish, 1, 0));

  private static final Map<String, dnnl.algorithm> BINARY =
      Map.of(
          "add", dnnl.algorithm.binary_add,
          "sub", dnnl.algorithm.binary_sub,
          "mul", dnnl.algorithm.binary_mul,
          "div", dnnl.algorithm.binary_div);

  private record UnaryKey(Function function, long numel) {}

  private record BinaryKey(dnnl.algorithm algorithm, Dims rows, Dims other) {}

  private final Primitives<UnaryKey, Compiled> unary = new Primitives<>(Elementwise::makeUnary);
  private final Primitives<UnaryKey, Compiled> gradients =
      new Primitives<>(Elementwise::makeGradient);
  private final Primitives<BinaryKey, Compiled> binaries =
      new Primitives<>(Elementwise::makeBinary);

  static boolean knows(UnaryFunction f) {
    return UNARY.containsKey(f.name());
  }

  /// Lets a primitive put its results through `f`, which must be [known][#knows].
  static void append(UnaryFunction f, post_ops after) {
    Function function = UNARY.get(f.name());
    after.append_eltwise(function.algorithm.value, function.alpha, function.beta);
  }

  boolean map(UnaryFunction f, NdArray x, NdArray out) {
    Function function = UNARY.get(f.name());
    if (function == null || Operands.home(x) == null || !Operands.areUsable(x, out)) return false;
    Compiled compiled = unary.find(new UnaryKey(function, x.numel()));
    return compiled != null && Alike.run(compiled, out, x);
  }

  boolean zip(BinaryFunction f, NdArray x, NdArray y, NdArray out) {
    if (Operands.home(x) == null && Operands.home(y) == null) return false;
    Function gradient = GRADIENTS.get(f.name());
    dnnl.algorithm algorithm = BINARY.get(f.name());
    if (gradient == null && algorithm == null || !Operands.areUsable(x, y, out)) return false;
    if (!x.shape().equals(out.shape())) return false;
    if (y.numel() != x.numel()) return algorithm != null && broadcast(algorithm, x, y, out);
    if (!y.shape().equals(out.shape())) return false;
    Compiled compiled =
        gradient != null
            ? gradients.find(new UnaryKey(gradient, x.numel()))
            : binaries.find(new BinaryKey(algorithm, Dims.of(x.numel()), Dims.of(x.numel())));
    return compiled != null && Alike.run(compiled, out, x, y);
  }

  /// `y` is one number, or one per channel.
  private boolean broadcast(dnnl.algorithm algorithm, NdArray x, NdArray y, NdArray out) {
    if (Operands.home(x) == null) return false;
    if (y.numel() == 1) {
      var key = new BinaryKey(algorithm, Dims.of(x.numel()), Dims.of(1));
      Compiled compiled = binaries.find(key);
      return compiled != null && Alike.runWithNumber(compiled, Operands.vector(y), out, x);
    }
    return perChannel(algorithm, x, y, out);
  }

  private boolean perChannel(dnnl.algorithm algorithm, NdArray x, NdArray y, NdArray out) {
    int added = x.rank() - y.rank();
    if (x.rank() < 3 || added > 1) return false;
    long channels = x.shape().get(1);
    if (y.numel() != channels || y.shape().get(1 - added) != channels) return false;
    Operand vector = Operands.vector(y);
    if (vector == null) return false;
    Dims rows = Dims.of(x.numel() / channels, channels);
    Compiled compiled = binaries.find(new BinaryKey(algorithm, rows, Dims.of(1, channels)));
    return compiled != null && Alike.runPerChannel(compiled, vector, out, x);
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

  private static Compiled makeBinary(BinaryKey key) {
    memory.desc rows = Layout.contiguous(key.rows).desc();
    memory.desc other = Layout.contiguous(key.other).desc();
    var pd =
        new binary.primitive_desc(
            OneDnn.ENGINE, key.algorithm, rows, other, rows, OneDnn.attributes(), false);
    if (Primitives.isReference(pd)) return null;
    return new Compiled(
        new binary(pd),
        pd.scratchpad_desc(),
        new Compiled.Argument(dnnl.DNNL_ARG_SRC_0, rows),
        new Compiled.Argument(dnnl.DNNL_ARG_SRC_1, other),
        new Compiled.Argument(dnnl.DNNL_ARG_DST, rows));
  }
}
