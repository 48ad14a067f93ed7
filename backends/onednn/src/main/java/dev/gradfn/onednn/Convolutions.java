package dev.gradfn.onednn;

import dev.gradfn.core.Access;
import dev.gradfn.core.ChannelFunction;
import dev.gradfn.core.ConvolutionGeometry;
import dev.gradfn.core.Dims;
import dev.gradfn.core.NdArray;
import dev.gradfn.onednn.ConvolutionPrimitives.Key;
import dev.gradfn.onednn.ConvolutionPrimitives.Made;
import dev.gradfn.onednn.ConvolutionPrimitives.Part;

/// Convolutions and their two gradients, of 1 to 3 spatial dimensions.
///
/// Arrays are channels last; weights are in the order that oneDNN asks for.
final class Convolutions {
  private final ConvolutionPrimitives primitives = new ConvolutionPrimitives();

  boolean forward(ConvolutionGeometry g, NdArray input, NdArray weight, NdArray bias, NdArray out) {
    if (!takes(g, input, weight, out) || !Operands.areUsable(bias)) return false;
    if (bias != null && !bias.isContiguous()) return false;
    Part part = bias == null ? Part.FORWARD : Part.FORWARD_WITH_BIAS;
    Made found = find(g, input.shape(), weight.shape(), out.shape(), part);
    if (found == null || !Operands.takesChannelsLast(out)) return false;
    Operand source = Operands.channelsLast(input);
    Operand weights = Operands.weights(weight, found.weights());
    if (weights == null) return false;
    if (bias == null) {
      found.compiled().run(source, weights, Operands.channelsLastOutput(out));
    } else {
      Operand summand = Operands.vector(bias);
      found.compiled().run(source, weights, summand, Operands.channelsLastOutput(out));
    }
    return true;
  }

  /// A convolution whose results are scaled, shifted and put through a function as they are
  /// written.
  boolean forwardThen(
      ConvolutionGeometry g, NdArray input, NdArray weight, ChannelFunction after, NdArray out) {
    if (!takes(g, input, weight, out)) return false;
    if (!Operands.areUsable(after.scale(), after.shift())) return false;
    if (after.f() != null && !Elementwise.knows(after.f())) return false;
    Key key = new Key(g, input.shape(), weight.shape(), out.shape(), Part.FORWARD_THEN, after.f());
    Made found = primitives.find(key);
    if (found == null || !Operands.takesChannelsLast(out)) return false;
    Operand source = Operands.channelsLast(input);
    Operand weights = Operands.weights(weight, found.weights());
    Operand scale = Operands.vector(after.scale());
    Operand shift = Operands.vector(after.shift());
    if (weights == null || scale == null || shift == null) return false;
    found.compiled().run(source, weights, scale, shift, Operands.channelsLastOutput(out));
    return true;
  }

  boolean inputGradient(
      ConvolutionGeometry g, NdArray gradOutput, NdArray weight, NdArray gradInput) {
    if (!takes(g, gradInput, weight, gradOutput)) return false;
    Made found =
        find(g, gradInput.shape(), weight.shape(), gradOutput.shape(), Part.INPUT_GRADIENT);
    if (found == null || !Operands.takesChannelsLast(gradInput)) return false;
    Operand source = Operands.channelsLast(gradOutput);
    Operand weights = Operands.weights(weight, found.weights());
    if (weights == null) return false;
    found.compiled().run(source, weights, Operands.channelsLastOutput(gradInput));
    return true;
  }

  boolean weightGradient(
      ConvolutionGeometry g, NdArray gradOutput, NdArray input, NdArray gradWeight) {
    if (!takes(g, input, gradWeight, gradOutput) || !Operands.isWhole(gradWeight)) return false;
    Made found =
        find(g, input.shape(), gradWeight.shape(), gradOutput.shape(), Part.WEIGHT_GRADIENT);
    if (found == null) return false;
    Operand source = Operands.inOrder(Operands.channelsLast(input), found.input());
    Operand gradient = Operands.inOrder(Operands.channelsLast(gradOutput), found.output());
    Block target = gradWeight.storage().form(found.weights(), Access.OVERWRITE);
    found.compiled().run(source, gradient, Operand.of(target));
    return true;
  }

  private static boolean takes(
      ConvolutionGeometry g, NdArray input, NdArray weight, NdArray output) {
    if (!Operands.areUsable(input, weight, output)) return false;
    return input.rank() >= 3 && input.rank() <= 5 && g.stride().rank() == input.rank() - 2;
  }

  private Made find(ConvolutionGeometry g, Dims input, Dims weight, Dims output, Part part) {
    return primitives.find(new Key(g, input, weight, output, part, null));
  }
}
