package dev.gradfn.onednn;

import dev.gradfn.core.Access;
import dev.gradfn.core.BatchNormLayer;
import dev.gradfn.core.Dims;
import dev.gradfn.core.NdArray;
import java.util.Arrays;
import org.bytedeco.dnnl.batch_normalization_backward;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;

/// Batch normalisation by the batch's statistics (training) or given ones, and its gradients.
final class BatchNormalization {
  private record Key(Dims shape, boolean training, float eps) {
    memory.desc data() {
      return Layout.channelsLast(shape).desc();
    }

    int flags() {
      int flags = training ? 0 : dnnl.normalization_flags.use_global_stats.value;
      return flags
          | dnnl.normalization_flags.use_scale.value
          | dnnl.normalization_flags.use_shift.value;
    }

    Layout vector() {
      return Layout.flat(shape.get(1));
    }
  }

  private final Primitives<Key, Compiled> backward =
      new Primitives<>(BatchNormalization::makeBackward);
  private final BatchStatistics statistics;

  BatchNormalization(Products products) {
    this.statistics = new BatchStatistics(products);
  }

  boolean forward(BatchNormLayer layer, NdArray out) {
    NdArray x = layer.x();
    NdArray weight = layer.weight();
    NdArray bias = layer.bias();
    NdArray mean = layer.mean();
    NdArray variance = layer.variance();
    if (!Operands.areUsable(x, weight, bias, mean, variance, out)) return false;
    if (Operands.home(x) == null || x.rank() < 3 || x.rank() > 5) return false;
    if (!Operands.takesChannelsLast(out) || !ScaleAndShift.takes(x.shape(), null)) return false;
    if (!areContiguous(weight, bias, mean, variance)) return false;
    Operand source = Operands.channelsLast(x);
    if (layer.training() && !measure(source, x, mean, variance)) return false;
    float[] scale = scale(layer);
    float[] shift = shift(layer, scale);
    if (source.isWholeOwner() && Operands.isWhole(out)) {
      ScaledBlock.put(out.storage(), source.owner(), scale, shift);
    } else {
      compute(source, scale, shift, Operands.channelsLastOutput(out));
    }
    return true;
  }

  private static float[] scale(BatchNormLayer layer) {
    float[] scale = read(layer.variance());
    float[] weight = layer.weight() == null ? null : read(layer.weight());
    for (int c = 0; c < scale.length; c++) {
      double invstd = 1 / Math.sqrt(scale[c] + layer.eps());
      scale[c] = (float) (weight == null ? invstd : weight[c] * invstd);
    }
    return scale;
  }

  /// By the scale as it is rounded, so that the mean becomes the bias.
  private static float[] shift(BatchNormLayer layer, float[] scale) {
    float[] shift = read(layer.mean());
    float[] bias = layer.bias() == null ? null : read(layer.bias());
    for (int c = 0; c < shift.length; c++) {
      shift[c] = (float) ((bias == null ? 0 : bias[c]) - (double) shift[c] * scale[c]);
    }
    return shift;
  }

  private static void compute(Operand source, float[] scale, float[] shift, Operand target) {
    Operand scales = Operand.temporary(Block.vector(scale));
    Operand shifts = Operand.temporary(Block.vector(shift));
    ScaleAndShift.run(null, source, scales, shifts, target);
    for (Operand operand : new Operand[] {source, scales, shifts}) operand.releaseTemporary();
  }

  private static float[] read(NdArray vector) {
    float[] all = (float[]) vector.storage().open(Access.READ);
    int from = Math.toIntExact(vector.offset());
    float[] values = Arrays.copyOfRange(all, from, from + Math.toIntExact(vector.numel()));
    vector.storage().close(all, Access.READ);
    return values;
  }

  private boolean measure(Operand source, NdArray x, NdArray mean, NdArray variance) {
    long channels = x.shape().get(1);
    BatchStatistics.Result found = statistics.of(source, x.numel() / channels, channels);
    if (found == null) return false;
    write(found.mean(), mean);
    write(found.variance(), variance);
    return true;
  }

  private static void write(float[] values, NdArray vector) {
    Access access = Operands.isWhole(vector) ? Access.OVERWRITE : Access.UPDATE;
    float[] target = (float[]) vector.storage().open(access);
    System.arraycopy(values, 0, target, Math.toIntExact(vector.offset()), values.length);
    vector.storage().close(target, access);
  }

  boolean backward(
      BatchNormLayer layer,
      NdArray gradOutput,
      NdArray gradInput,
      NdArray gradWeight,
      NdArray gradBias) {
    NdArray x = layer.x();
    NdArray weight = layer.weight();
    NdArray mean = layer.mean();
    NdArray variance = layer.variance();
    if (weight == null) return false;
    if (!Operands.areUsable(gradOutput, x, weight, mean, variance, gradInput)) return false;
    if (!Operands.areUsable(gradWeight, gradBias) || x.rank() < 3 || x.rank() > 5) return false;
    if (Operands.home(x) == null && Operands.home(gradOutput) == null) return false;
    if (!Operands.takesChannelsLast(gradInput)) return false;
    if (!areContiguous(weight, mean, variance, gradWeight, gradBias)) return false;
    Compiled compiled = backward.find(new Key(x.shape(), layer.training(), (float) layer.eps()));
    if (compiled == null) return false;
    Operand source = Operands.channelsLast(x);
    Operand gradient = Operands.channelsLast(gradOutput);
    compiled.run(
        source,
        gradient,
        Operands.flat(mean),
        Operands.flat(variance),
        Operands.flat(weight),
        Operands.channelsLastOutput(gradInput),
        Operands.flatOutput(gradWeight),
        Operands.flatOutput(gradBias));
    return true;
  }

  private static boolean areContiguous(NdArray... vectors) {
    for (NdArray vector : vectors) {
      if (vector != null && !vector.isContiguous()) return false;
    }
    return true;
  }

  private static batch_normalization_forward.primitive_desc description(Key key, int kind) {
    return new batch_normalization_forward.primitive_desc(
        OneDnn.ENGINE,
        kind,
        key.data(),
        key.data(),
        key.eps,
        key.flags(),
        OneDnn.attributes(),
        false);
  }

  private static Compiled makeBackward(Key key) {
    var pd =
        new batch_normalization_backward.primitive_desc(
            OneDnn.ENGINE,
            dnnl.prop_kind.backward.value,
            key.data(),
            key.data(),
            key.data(),
            key.eps,
            key.flags(),
            description(key, dnnl.prop_kind.forward_training.value),
            OneDnn.attributes(),
            false);
    if (Primitives.isReference(pd)) return null;
    return new Compiled(
        new batch_normalization_backward(pd),
        pd.scratchpad_desc(),
        new Compiled.Argument(dnnl.DNNL_ARG_SRC, key.data()),
        new Compiled.Argument(dnnl.DNNL_ARG_DIFF_DST, key.data()),
        new Compiled.Argument(dnnl.DNNL_ARG_MEAN, key.vector()),
        new Compiled.Argument(dnnl.DNNL_ARG_VARIANCE, key.vector()),
        new Compiled.Argument(dnnl.DNNL_ARG_SCALE, key.vector()),
        new Compiled.Argument(dnnl.DNNL_ARG_DIFF_SRC, key.data()),
        new Compiled.Argument(dnnl.DNNL_ARG_DIFF_SCALE, key.vector()),
        new Compiled.Argument(dnnl.DNNL_ARG_DIFF_SHIFT, key.vector()));
  }
}
