package dev.gradfn.onednn;

import dev.gradfn.core.ConvolutionGeometry;
import dev.gradfn.core.Dims;
import dev.gradfn.core.UnaryFunction;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;

/// What oneDNN runs for convolutions, made once for each geometry and shape.
final class ConvolutionPrimitives {
  /// @param after what is done to scaled and shifted results, or null for nothing
  record Key(
      ConvolutionGeometry geometry,
      Dims input,
      Dims weight,
      Dims output,
      Part part,
      UnaryFunction after) {
    Steps steps() {
      int rank = input.rank();
      return new Steps(
          weight.slice(2, rank),
          geometry.stride(),
          geometry.padding(),
          geometry.dilation(),
          input.slice(2, rank),
          output.slice(2, rank));
    }

    /// With groups, oneDNN has them as a dimension of their own.
    Dims groupedWeight() {
      int groups = geometry.groups();
      if (groups == 1) return weight;
      return weight.with(0, weight.get(0) / groups).insert(0, groups);
    }

    memory.desc anyWeight() {
      return new memory.desc(
          groupedWeight().toArray(), memory.data_type.f32, memory.format_tag.any);
    }

    memory.desc inputDesc() {
      return Layout.channelsLast(input).desc();
    }

    memory.desc outputDesc() {
      return Layout.channelsLast(output).desc();
    }
  }

  enum Part {
    FORWARD,
    FORWARD_WITH_BIAS,
    FORWARD_THEN,
    INPUT_GRADIENT,
    WEIGHT_GRADIENT
  }

  /// A primitive and the orders of its weights, input and output.
  record Made(Compiled compiled, Layout weights, Layout input, Layout output)
      implements Primitives.Made {}

  private final Primitives<Key, Made> made = new Primitives<>(this::make);
  private final WeightLayouts layouts = new WeightLayouts();

  /// Null if oneDNN has nothing fast for it.
  Made find(Key key) {
    return made.find(key);
  }

  private Made make(Key key) {
    return switch (key.part) {
      case FORWARD -> makeForward(key, false);
      case FORWARD_WITH_BIAS -> makeForward(key, true);
      case FORWARD_THEN -> makeForwardThen(key);
      case INPUT_GRADIENT -> makeInputGradient(key);
      case WEIGHT_GRADIENT -> makeWeightGradient(key);
    };
  }

  private Made makeForward(Key key, boolean biased) {
    memory.desc bias = biased ? Layout.flat(key.weight.get(0)).desc() : new memory.desc();
    var pd = inference(key, bias, OneDnn.attributes());
    if (Primitives.isReference(pd)) return null;
    Layout weights = layouts.of(key.groupedWeight(), pd.weights_desc());
    var source = new Compiled.Argument(dnnl.DNNL_ARG_SRC, Layout.channelsLast(key.input));
    var weight = new Compiled.Argument(dnnl.DNNL_ARG_WEIGHTS, weights);
    var target = new Compiled.Argument(dnnl.DNNL_ARG_DST, Layout.channelsLast(key.output));
    var primitive = new convolution_forward(pd);
    Compiled compiled =
        biased
            ? new Compiled(
                primitive,
                pd.scratchpad_desc(),
                source,
                weight,
                new Compiled.Argument(dnnl.DNNL_ARG_BIAS, bias),
                target)
            : new Compiled(primitive, pd.scratchpad_desc(), source, weight, target);
    return channelsLast(key, compiled, weights);
  }

  private Made makeForwardThen(Key key) {
    memory.desc vector = perChannel(key);
    primitive_attr attributes = OneDnn.attributes();
    attributes.set_post_ops(then(key, vector));
    var pd = inference(key, new memory.desc(), attributes);
    if (Primitives.isReference(pd)) return null;
    Layout weights = layouts.of(key.groupedWeight(), pd.weights_desc());
    Compiled compiled =
        new Compiled(
            new convolution_forward(pd),
            pd.scratchpad_desc(),
            new Compiled.Argument(dnnl.DNNL_ARG_SRC, Layout.channelsLast(key.input)),
            new Compiled.Argument(dnnl.DNNL_ARG_WEIGHTS, weights),
            new Compiled.Argument(operandOf(0), vector),
            new Compiled.Argument(operandOf(1), vector),
            new Compiled.Argument(dnnl.DNNL_ARG_DST, Layout.channelsLast(key.output)));
    return channelsLast(key, compiled, weights);
  }

  private static memory.desc perChannel(Key key) {
    Dims vector = Dims.filled(key.output.rank(), 1).with(1, key.output.get(1));
    return Layout.contiguous(vector).desc();
  }

  private static post_ops then(Key key, memory.desc vector) {
    post_ops then = new post_ops();
    then.append_binary(dnnl.algorithm.binary_mul.value, vector);
    then.append_binary(dnnl.algorithm.binary_add.value, vector);
    if (key.after != null) Elementwise.append(key.after, then);
    return then;
  }

  /// The second operand of a step after the convolution.
  private static int operandOf(int step) {
    return dnnl.DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE * (step + 1) | dnnl.DNNL_ARG_SRC_1;
  }

  private static convolution_forward.primitive_desc inference(
      Key key, memory.desc bias, primitive_attr attributes) {
    int kind = dnnl.prop_kind.forward_inference.value;
    return description(key, key.inputDesc(), key.outputDesc(), kind, bias, attributes);
  }

  /// The hint that gradients are made with.
  private static convolution_forward.primitive_desc training(
      Key key, memory.desc input, memory.desc output) {
    int kind = dnnl.prop_kind.forward_training.value;
    return description(key, input, output, kind, new memory.desc(), OneDnn.attributes());
  }

  private static convolution_forward.primitive_desc description(
      Key key,
      memory.desc input,
      memory.desc output,
      int kind,
      memory.desc bias,
      primitive_attr attributes) {
    Steps steps = key.steps();
    return new convolution_forward.primitive_desc(
        OneDnn.ENGINE,
        kind,
        dnnl.algorithm.convolution_direct.value,
        input,
        key.anyWeight(),
        bias,
        output,
        steps.strides(),
        steps.gaps(),
        steps.nearPadding(),
        steps.farPadding(),
        attributes,
        false);
  }

  private static Made channelsLast(Key key, Compiled compiled, Layout weights) {
    return new Made(
        compiled, weights, Layout.channelsLast(key.input), Layout.channelsLast(key.output));
  }

  private Made makeInputGradient(Key key) {
    Steps steps = key.steps();
    var pd =
        new convolution_backward_data.primitive_desc(
            OneDnn.ENGINE,
            dnnl.algorithm.convolution_direct.value,
            key.inputDesc(),
            key.anyWeight(),
            key.outputDesc(),
            steps.strides(),
            steps.gaps(),
            steps.nearPadding(),
            steps.farPadding(),
            training(key, key.inputDesc(), key.outputDesc()),
            OneDnn.attributes(),
            false);
    if (Primitives.isReference(pd)) return null;
    Layout weights = layouts.of(key.groupedWeight(), pd.weights_desc());
    Compiled compiled =
        new Compiled(
            new convolution_backward_data(pd),
            pd.scratchpad_desc(),
            new Compiled.Argument(dnnl.DNNL_ARG_DIFF_DST, Layout.channelsLast(key.output)),
            new Compiled.Argument(dnnl.DNNL_ARG_WEIGHTS, weights),
            new Compiled.Argument(dnnl.DNNL_ARG_DIFF_SRC, Layout.channelsLast(key.input)));
    return channelsLast(key, compiled, weights);
  }

  private Made makeWeightGradient(Key key) {
    var pd = weightGradient(key, key.inputDesc(), key.outputDesc());
    if (isSlowChannelsLast(pd)) pd = weightGradient(key, any(key.input), any(key.output));
    if (Primitives.isReference(pd)) return null;
    Layout weights = layouts.of(key.groupedWeight(), pd.diff_weights_desc());
    Layout input = channelsLastOr(key.input, pd.src_desc());
    Layout output = channelsLastOr(key.output, pd.diff_dst_desc());
    Compiled compiled =
        new Compiled(
            new convolution_backward_weights(pd),
            pd.scratchpad_desc(),
            new Compiled.Argument(dnnl.DNNL_ARG_SRC, input),
            new Compiled.Argument(dnnl.DNNL_ARG_DIFF_DST, output),
            new Compiled.Argument(dnnl.DNNL_ARG_DIFF_WEIGHTS, weights));
    return new Made(compiled, weights, input, output);
  }

  private static convolution_backward_weights.primitive_desc weightGradient(
      Key key, memory.desc input, memory.desc output) {
    Steps steps = key.steps();
    return new convolution_backward_weights.primitive_desc(
        OneDnn.ENGINE,
        dnnl.algorithm.convolution_direct.value,
        input,
        key.anyWeight(),
        output,
        steps.strides(),
        steps.gaps(),
        steps.nearPadding(),
        steps.farPadding(),
        training(key, input, output),
        OneDnn.attributes(),
        false);
  }

  /// With 256-bit vectors (AVX2) the code for windows takes channels last, and needs 2 to 4 times
  /// as long as in the order of its own choice: measured, 3×3 windows of 32 to 512 channels. Two
  /// reorders cost less.
  private static boolean isSlowChannelsLast(convolution_backward_weights.primitive_desc pd) {
    return pd.impl_info_str().getString().equals("jit:avx2");
  }

  private static memory.desc any(Dims shape) {
    return new memory.desc(shape.toArray(), memory.data_type.f32, memory.format_tag.any);
  }

  private Layout channelsLastOr(Dims shape, memory.desc chosen) {
    Layout channelsLast = Layout.channelsLast(shape);
    return channelsLast.desc().equals(chosen) ? channelsLast : layouts.of(shape, chosen);
  }
}
