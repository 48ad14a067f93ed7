package dev.gradfn.onednn;

import dev.gradfn.core.Access;
import dev.gradfn.core.Dims;
import dev.gradfn.core.NdArray;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.layer_normalization_forward;

/// Rows brought to mean 0 and variance 1, then scaled and shifted by column.
final class LayerNormalization {
  /// oneDNN adds in float: sums of more elements are left to double.
  private static final long LONGEST = 1 << 13;

  /// Less is normalised before the operands have been brought here.
  private static final long WORTHWHILE = 1 << 14;

  private record Key(long rows, long columns, boolean affine, float eps) {
    Layout data() {
      return Layout.contiguous(Dims.of(rows, columns));
    }
  }

  private final Primitives<Key, Compiled> made = new Primitives<>(LayerNormalization::make);

  boolean forward(
      double eps,
      NdArray x,
      NdArray weight,
      NdArray bias,
      NdArray mean,
      NdArray rstd,
      NdArray out) {
    if (!Operands.areUsable(x, weight, bias, mean, rstd, out)) return false;
    if (!x.isContiguous() || !out.isContiguous() || !Operands.isWhole(rstd)) return false;
    if (Operands.home(x) == null && x.numel() < WORTHWHILE) return false;
    boolean affine = weight != null;
    if (affine != (bias != null)) return false;
    if (affine && !(weight.isContiguous() && bias.isContiguous())) return false;
    long columns = x.numel() / mean.numel();
    if (columns > LONGEST) return false;
    Compiled compiled = made.find(new Key(mean.numel(), columns, affine, (float) eps));
    if (compiled == null) return false;
    Operand source = Operands.flat(x);
    Operand scale = affine ? Operands.flat(weight) : null;
    Operand shift = affine ? Operands.flat(bias) : null;
    Operand means = Operands.flatOutput(mean);
    Operand variances = Operands.flatOutput(rstd);
    Operand target = Operands.flatOutput(out);
    if (affine) compiled.run(source, means, variances, target, scale, shift);
    else compiled.run(source, means, variances, target);
    invert(rstd, eps);
    return true;
  }

  /// Variances become what is kept of them.
  private static void invert(NdArray rstd, double eps) {
    float[] values = (float[]) rstd.storage().open(Access.UPDATE);
    for (int i = 0; i < rstd.numel(); i++) values[i] = (float) (1 / Math.sqrt(values[i] + eps));
    rstd.storage().close(values, Access.UPDATE);
  }

  private static Compiled make(Key key) {
    int flags =
        key.affine
            ? dnnl.normalization_flags.use_scale.value | dnnl.normalization_flags.use_shift.value
            : 0;
    Layout statistics = Layout.flat(key.rows);
    var pd =
        new layer_normalization_forward.primitive_desc(
            OneDnn.ENGINE,
            dnnl.prop_kind.forward_training.value,
            key.data().desc(),
            key.data().desc(),
            statistics.desc(),
            key.eps,
            flags,
            OneDnn.attributes(),
            false);
    if (Primitives.isReference(pd)) return null;
    var source = new Compiled.Argument(dnnl.DNNL_ARG_SRC, key.data());
    var mean = new Compiled.Argument(dnnl.DNNL_ARG_MEAN, statistics);
    var variance = new Compiled.Argument(dnnl.DNNL_ARG_VARIANCE, statistics);
    var target = new Compiled.Argument(dnnl.DNNL_ARG_DST, key.data());
    var primitive = new layer_normalization_forward(pd);
    if (!key.affine) {
      return new Compiled(primitive, pd.scratchpad_desc(), source, mean, variance, target);
    }
    Layout columns = Layout.flat(key.columns);
    return new Compiled(
        primitive,
        pd.scratchpad_desc(),
        source,
        mean,
        variance,
        target,
        new Compiled.Argument(dnnl.DNNL_ARG_SCALE, columns),
        new Compiled.Argument(dnnl.DNNL_ARG_SHIFT, columns));
  }
}
