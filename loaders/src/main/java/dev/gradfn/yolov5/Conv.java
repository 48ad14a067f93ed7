package dev.gradfn.yolov5;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.nn.BatchNorm;
import dev.gradfn.nn.Conv2d;
import dev.gradfn.nn.ConvNormActivation;
import dev.gradfn.nn.Layer;
import dev.gradfn.nn.Module;
import dev.gradfn.nn.Slot;

/// Convolution, batch norm, activation; after fusing without the batch norm.
public final class Conv extends Layer {
  private final String typeName;
  private final Slot<Module> conv;
  private Slot<Module> bn;
  private final Slot<Module> act;

  /// @param typeName `Conv`, or `DWConv` for the depthwise one, which differs in nothing but its
  ///   groups
  /// @param bn null in a fused model
  @SuppressWarnings("this-escape")
  public Conv(String typeName, Module conv, Module bn, Module act) {
    this.typeName = typeName;
    this.conv = registerModule("conv", conv);
    this.bn = bn == null ? null : registerModule("bn", bn);
    this.act = registerModule("act", act);
  }

  @Override
  public String typeName() {
    return typeName;
  }

  /// Merges the batch norm into the convolution, if there is one. The merged weights do not require
  /// grad, as in PyTorch.
  void fuse() {
    if (bn == null) return;
    conv.set(Fusion.fuse((Conv2d) conv.get(), (BatchNorm) bn.get()));
    removeModule("bn");
    bn = null;
  }

  boolean isFused() {
    return bn == null;
  }

  @Override
  protected Tensor forward(Tensor x) {
    if (bn != null) return ConvNormActivation.call(conv.get(), bn.get(), act.get(), x);
    return Layer.call(act.get(), Layer.call(conv.get(), x));
  }
}
