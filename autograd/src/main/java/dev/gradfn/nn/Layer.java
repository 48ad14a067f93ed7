package dev.gradfn.nn;

import dev.gradfn.autograd.Tensor;

/// A module that takes one tensor and gives one.
public abstract class Layer extends Module {
  protected abstract Tensor forward(Tensor x);

  @Override
  protected Object forward(Args args) {
    if (isPyTorchs()) args.requireOneInput(this);
    return forward(args.get(0, Tensor.class, this));
  }

  /// Layers of YOLOv5 have names of their own for what they take.
  private boolean isPyTorchs() {
    return getClass().getPackageName().equals(Layer.class.getPackageName());
  }

  /// Calls this layer, hooks included.
  public final Tensor call(Tensor x) {
    return (Tensor) callAll(Args.of(x));
  }

  /// Calls any module that takes one tensor and gives one, such as a [Sequential] of layers.
  public static Tensor call(Module module, Tensor x) {
    Object output = module.callAll(Args.of(x));
    if (output instanceof Tensor tensor) return tensor;
    throw new IllegalArgumentException(
        module.typeName() + ": expected one tensor as output, got " + describe(output));
  }

  private static String describe(Object output) {
    return output == null ? "nothing" : output.getClass().getSimpleName();
  }
}
