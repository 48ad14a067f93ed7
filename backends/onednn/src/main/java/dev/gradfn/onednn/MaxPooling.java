package dev.gradfn.onednn;

import dev.gradfn.core.Access;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.NdArray;
import dev.gradfn.core.PoolGeometry;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.pooling_backward;
import org.bytedeco.dnnl.pooling_forward;

/// Largest elements of windows; what oneDNN notes for the backward pass becomes the form of the
/// indices, which are worked out only if somebody looks at them.
final class MaxPooling {
  record Key(PoolGeometry geometry, Dims input, Dims output) {
    Steps steps() {
      return new Steps(
          geometry.kernel(),
          geometry.stride(),
          geometry.padding(),
          geometry.dilation(),
          input.slice(2, 4),
          output.slice(2, 4));
    }

    memory.desc inputDesc() {
      return Layout.channelsLast(input).desc();
    }

    memory.desc outputDesc() {
      return Layout.channelsLast(output).desc();
    }
  }

  private final Products products;

  MaxPooling(Products products) {
    this.products = products;
  }

  private final Primitives<Key, Compiled> backward = new Primitives<>(MaxPooling::makeBackward);
  private final Primitives<Key, Forward> forward = new Primitives<>(MaxPooling::makeForward);

  /// @param notes layout of what is kept for the backward pass
  private record Forward(Compiled compiled, PoolingNotes.Kind notes) implements Primitives.Made {}

  boolean forward(PoolGeometry g, NdArray input, NdArray out, NdArray indices) {
    if (!Operands.areUsable(input, out) || input.rank() != 4) return false;
    Block home = Operands.home(input);
    if (home == null || home.order().isFlat()) return false;
    if (!Operands.takesChannelsLast(out) || !Operands.isWhole(indices)) return false;
    Forward found = forward.find(new Key(g, input.shape(), out.shape()));
    if (found == null) return false;
    if (mayHoldNan(input)) return false;
    Operand source = Operands.channelsLast(input);
    PoolingNotes notes = indices.storage().form(found.notes, Access.OVERWRITE);
    found.compiled.run(source, Operands.channelsLastOutput(out), notes.operand());
    return true;
  }

  /// oneDNN passes a nan over, where PyTorch's maximum is nan. A channel that holds one sums up to
  /// it.
  private boolean mayHoldNan(NdArray input) {
    NdArray sums = NdArray.allocate(DType.FLOAT32, channels(input.shape()));
    if (!products.sumToChannels(input, 1, sums)) return true;
    float[] values = (float[]) sums.storage().open(Access.READ);
    try {
      for (int i = 0; i < sums.numel(); i++) {
        if (Float.isNaN(values[i])) return true;
      }
      return false;
    } finally {
      sums.storage().close(values, Access.READ);
    }
  }

  private static Dims channels(Dims shape) {
    return Dims.filled(shape.rank(), 1).with(1, shape.get(1));
  }

  boolean backward(NdArray gradOutput, NdArray indices, NdArray gradInput) {
    if (!Operands.areUsable(gradOutput, gradInput) || !Operands.isWhole(indices)) return false;
    if (!(indices.storage().nativeHome() instanceof PoolingNotes notes)) return false;
    if (!notes.key().input().equals(gradInput.shape())) return false;
    if (!notes.key().output().equals(gradOutput.shape())) return false;
    Compiled compiled = backward.find(notes.key());
    if (compiled == null || !Operands.takesChannelsLast(gradInput)) return false;
    Operand gradient = Operands.channelsLast(gradOutput);
    compiled.run(gradient, notes.operand(), Operands.channelsLastOutput(gradInput));
    return true;
  }

  private static pooling_forward.primitive_desc description(Key key) {
    Steps steps = key.steps();
    return new pooling_forward.primitive_desc(
        OneDnn.ENGINE,
        dnnl.prop_kind.forward_training.value,
        dnnl.algorithm.pooling_max.value,
        key.inputDesc(),
        key.outputDesc(),
        steps.strides(),
        steps.sizes(),
        steps.gaps(),
        steps.nearPadding(),
        steps.farPadding(),
        OneDnn.attributes(),
        false);
  }

  private static Forward makeForward(Key key) {
    var pd = description(key);
    if (Primitives.isReference(pd)) return null;
    memory.desc notes = new memory.desc(pd.workspace_desc());
    Compiled compiled =
        new Compiled(
            new pooling_forward(pd),
            pd.scratchpad_desc(),
            new Compiled.Argument(dnnl.DNNL_ARG_SRC, key.inputDesc()),
            new Compiled.Argument(dnnl.DNNL_ARG_DST, key.outputDesc()),
            new Compiled.Argument(dnnl.DNNL_ARG_WORKSPACE, notes));
    return new Forward(compiled, new PoolingNotes.Kind(key, notes));
  }

  private static Compiled makeBackward(Key key) {
    Steps steps = key.steps();
    var pd =
        new pooling_backward.primitive_desc(
            OneDnn.ENGINE,
            dnnl.algorithm.pooling_max.value,
            key.inputDesc(),
            key.outputDesc(),
            steps.strides(),
            steps.sizes(),
            steps.gaps(),
            steps.nearPadding(),
            steps.farPadding(),
            description(key),
            OneDnn.attributes(),
            false);
    if (Primitives.isReference(pd)) return null;
    return new Compiled(
        new pooling_backward(pd),
        pd.scratchpad_desc(),
        new Compiled.Argument(dnnl.DNNL_ARG_DIFF_DST, key.outputDesc()),
        new Compiled.Argument(dnnl.DNNL_ARG_WORKSPACE, pd.workspace_desc()),
        new Compiled.Argument(dnnl.DNNL_ARG_DIFF_SRC, key.inputDesc()));
  }
}
