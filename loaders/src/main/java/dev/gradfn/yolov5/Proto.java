package dev.gradfn.yolov5;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.nn.Layer;
import dev.gradfn.nn.Module;
import dev.gradfn.nn.Slot;

/// Mask prototypes for segmentation, at twice the resolution of the first level.
public final class Proto extends Layer {
  private final Slot<Module> cv1;
  private final Slot<Module> upsample;
  private final Slot<Module> cv2;
  private final Slot<Module> cv3;

  @SuppressWarnings("this-escape")
  public Proto(Module cv1, Module upsample, Module cv2, Module cv3) {
    this.cv1 = registerModule("cv1", cv1);
    this.upsample = registerModule("upsample", upsample);
    this.cv2 = registerModule("cv2", cv2);
    this.cv3 = registerModule("cv3", cv3);
  }

  @Override
  protected Tensor forward(Tensor x) {
    Tensor larger = Layer.call(upsample.get(), Layer.call(cv1.get(), x));
    return Layer.call(cv3.get(), Layer.call(cv2.get(), larger));
  }
}
