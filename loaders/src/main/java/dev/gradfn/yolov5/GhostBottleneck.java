package dev.gradfn.yolov5;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.nn.Layer;
import dev.gradfn.nn.Module;
import dev.gradfn.nn.Slot;

/// Ghost convolutions plus a shortcut: `conv(x) + shortcut(x)`.
public final class GhostBottleneck extends Layer {
  private final Slot<Module> conv;
  private final Slot<Module> shortcut;

  @SuppressWarnings("this-escape")
  public GhostBottleneck(Module conv, Module shortcut) {
    this.conv = registerModule("conv", conv);
    this.shortcut = registerModule("shortcut", shortcut);
  }

  @Override
  protected Tensor forward(Tensor x) {
    return Layer.call(conv.get(), x).add(Layer.call(shortcut.get(), x));
  }
}
