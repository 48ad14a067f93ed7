package dev.gradfn.nn;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.op.Convolution;
import dev.gradfn.op.ConvolutionBlock;
import dev.gradfn.op.NativeBatchNorm;
import dev.gradfn.op.Unary;

/// The chain that most networks for images are made of: a convolution, a batch norm, an activation.
public final class ConvNormActivation {
  private ConvNormActivation() {}

  /// Calls the three modules one after the other. Where no hook is there to be called in between,
  /// the memory between goes back as soon as backward needs it no more; and in eval mode, where
  /// nothing is recorded either, the three are computed as one kernel if there is one. That saves
  /// two passes over memory; the values differ by rounding.
  public static Tensor call(Module convolution, Module norm, Module activation, Tensor x) {
    if (!areKnown(convolution, norm, activation)) {
      return Layer.call(activation, Layer.call(norm, Layer.call(convolution, x)));
    }
    Conv2d conv = (Conv2d) convolution;
    BatchNorm2d bn = (BatchNorm2d) norm;
    Tensor joined = joined(conv, bn, activation, x);
    if (joined != null) return joined;
    Tensor convolved = Layer.call(conv, x);
    Tensor normed = Layer.call(bn, convolved);
    // No hook has seen it. Before the next call, which may change the other in place.
    Operations.forget(convolved, normed);
    Tensor activated = Layer.call(activation, normed);
    Operations.forget(normed, activated);
    return activated;
  }

  /// Modules of which it is known what they do with their input, and that nobody hears of a call.
  private static boolean areKnown(Module convolution, Module norm, Module activation) {
    boolean isKnown =
        activation instanceof SiLU || activation instanceof ReLU || activation instanceof Identity;
    return isKnown
        && convolution instanceof Conv2d
        && norm instanceof BatchNorm2d
        && convolution.isBare()
        && norm.isBare()
        && activation.isBare();
  }

  private static Tensor joined(Conv2d conv, BatchNorm2d bn, Module activation, Tensor x) {
    if (bn.isTraining() || !conv.isPlain() || x.dim() != 4) return null;
    Tensor[] inputs = {
      x,
      conv.weight.get(),
      conv.bias.get(),
      bn.weight.get(),
      bn.bias.get(),
      bn.runningMean.get(),
      bn.runningVar.get()
    };
    if (!areUsable(inputs) || Operations.areSeen(inputs)) return null;
    Unary function =
        switch (activation) {
          case SiLU _ -> Unary.SILU;
          case ReLU _ -> Unary.RELU;
          default -> null;
        };
    return new ConvolutionBlock(geometry(conv.options), statistics(bn), function).apply(inputs);
  }

  private static boolean areUsable(Tensor[] inputs) {
    boolean hasStatistics = inputs[5] != null && inputs[6] != null;
    if (!hasStatistics) return false;
    for (Tensor input : inputs) {
      if (input == null) continue;
      if (input.dtype() != DType.FLOAT32 || input.device() != Device.CPU) return false;
    }
    return true;
  }

  private static Convolution geometry(ConvNd.Options o) {
    return new Convolution(
        o.stride(), o.padding(), o.dilation(), false, o.outputPadding(), o.groups());
  }

  private static NativeBatchNorm statistics(BatchNorm2d norm) {
    return new NativeBatchNorm(false, 0, norm.eps());
  }
}
