package dev.gradfn.yolov5;

import dev.gradfn.autograd.Shapes;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.nn.Layer;
import dev.gradfn.nn.Module;
import dev.gradfn.nn.Slot;
import java.util.List;

/// Half of the channels from a convolution, the other half from those by a cheap depthwise one.
public final class GhostConv extends Layer {
  private final Slot<Module> cv1;
  private final Slot<Module> cv2;

  @SuppressWarnings("this-escape")
  public GhostConv(Module cv1, Module cv2) {
    this.cv1 = registerModule("cv1", cv1);
    this.cv2 = registerModule("cv2", cv2);
  }

  @Override
  protected Tensor forward(Tensor x) {
    Tensor y = Layer.call(cv1.get(), x);
    return Shapes.cat(List.of(y, Layer.call(cv2.get(), y)), 1);
  }
}
