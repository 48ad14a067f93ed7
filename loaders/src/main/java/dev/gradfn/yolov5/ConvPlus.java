package dev.gradfn.yolov5;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.nn.Layer;
import dev.gradfn.nn.Module;
import dev.gradfn.nn.Slot;

/// A tall and a wide convolution, added: a kernel in the shape of a plus.
public final class ConvPlus extends Layer {
  private final Slot<Module> cv1;
  private final Slot<Module> cv2;

  @SuppressWarnings("this-escape")
  public ConvPlus(Module cv1, Module cv2) {
    this.cv1 = registerModule("cv1", cv1);
    this.cv2 = registerModule("cv2", cv2);
  }

  @Override
  protected Tensor forward(Tensor x) {
    return Layer.call(cv1.get(), x).add(Layer.call(cv2.get(), x));
  }
}
