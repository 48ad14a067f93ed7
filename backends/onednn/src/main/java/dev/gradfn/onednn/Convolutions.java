package dev.gradfn.onednn;

import dev.gradfn.core.Access;
import dev.gradfn.core.ConvolutionGeometry;
import dev.gradfn.core.Dims;
import dev.gradfn.core.NdArray;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;

/// Convolutions and their two gradients, of 1 to 3 spatial dimensions.
///
/// Arrays are channels last; weights are in the order that oneDNN asks for.
final class Convolutions {
  private record Key(
      ConvolutionGeometry geometry, Dims input, Dims weight, Dims output, Part part) {
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

  private enum Part {
    FORWARD,
    FORWARD_WITH_BIAS,
    INPUT_GRADIENT,
    WEIGHT_GRADIENT
  }

  /// A primitive and the orders of its weights, input and output.
  private record Made(Compiled compiled, Layout weights, Layout input, Layout output) {}

  private final Primitives<Key, Made> made = new Primitives<>(this::make);
  private final WeightLayouts layouts = new WeightLayouts();

  boolean forward(ConvolutionGeometry g, NdArray input, NdArray weight, NdArray bias, NdArray out) {
    if (!takes(g, input, weight, out) || !Operands.areUsable(bias)) return false;
    if (bias != null && !bias.isContiguous()) return false;
    Part part = bias == null ? Part.FORWARD : Part.FORWARD_WITH_BIAS;
    Made found = find(g, input.shape(), weight.shape(), out.shape(), part);
    if (found == null || !Operands.takesChannelsLast(out)) return false;
    Operand source = Operands.channelsLast(input);
    Operand weights = Operands.weights(weight, found.weights);
    if (weights == null) return false;
    if (bias == null) {
      found.compiled.run(source, weights, Operands.channelsLastOutput(out));
    } else {
      Operand summand = Operands.vector(bias);
      found.compiled.run(source, weights, summand, Operands.channelsLastOutput(out));
    }
    return true;
  }

  boolean inputGradient(
      ConvolutionGeometry g, NdArray gradOutput, NdArray weight, NdArray gradInput) {
    if (!takes(g, gradInput, weight, gradOutput)) return false;
    Made found =
        find(g, gradInput.shape(), weight.shape(), gradOutput.shape(), Part.INPUT_GRADIENT);
    if (found == null || !Operands.takesChannelsLast(gradInput)) return false;
    Operand source = Operands.channelsLast(gradOutput);
    Operand weights = Operands.weights(weight, found.weights);
    if (weights == null) return false;
    found.compiled.run(source, weights, Operands.channelsLastOutput(gradInput));
    return true;
  }

  boolean weightGradient(
      ConvolutionGeometry g, NdArray gradOutput, NdArray input, NdArray gradWeight) {
    if (!takes(g, input, gradWeight, gradOutput) || !Operands.isWhole(gradWeight)) return false;
    Made found =
        find(g, input.shape(), gradWeight.shape(), gradOutput.shape(), Part.WEIGHT_GRADIENT);
    if (found == null) return false;
    Operand source = Operands.inOrder(Operands.channelsLast(input), found.input);
    Operand gradient = Operands.inOrder(Operands.channelsLast(gradOutput), found.output);
    Block target = gradWeight.storage().form(found.weights, Access.OVERWRITE);
    found.compiled.run(source, gradient, Operand.of(target));
    return true;
  }

  private static boolean takes(
      ConvolutionGeometry g, NdArray input, NdArray weight, NdArray output) {
    if (!Operands.areUsable(input, weight, output)) return false;
    return input.rank() >= 3 && input.rank() <= 5 && g.stride().rank() == input.rank() - 2;
  }

  private Made find(ConvolutionGeometry g, Dims input, Dims weight, Dims output, Part part) {
    return made.find(new Key(g, input, weight, output, part));
  }

  private Made make(Key key) {
    return switch (key.part) {
      case FORWARD -> makeForward(key, false);
      case FORWARD_WITH_BIAS -> makeForward(key, true);
      case INPUT_GRADIENT -> makeInputGradient(key);
      case WEIGHT_GRADIENT -> makeWeightGradient(key);
    };
  }

  private Made makeForward(Key key, boolean biased) {
    memory.desc bias = biased ? Layout.flat(key.weight.get(0)).desc() : new memory.desc();
    var pd =
        description(
            key, key.inputDesc(), key.outputDesc(), dnnl.prop_kind.forward_inference.value, bias);
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

  private static convolution_forward.primitive_desc description(
      Key key, memory.desc input, memory.desc output, int kind, memory.desc bias) {
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
        OneDnn.attributes(),
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
            description(
                key,
                key.inputDesc(),
                key.outputDesc(),
                dnnl.prop_kind.forward_training.value,
                new memory.desc()),
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
        description(key, input, output, dnnl.prop_kind.forward_training.value, new memory.desc()),
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
