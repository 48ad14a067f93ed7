package dev.gradfn.yolov5;

import dev.gradfn.autograd.Shapes;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.nn.Layer;
import dev.gradfn.nn.Module;
import dev.gradfn.nn.Slot;
import java.util.List;

/// A bottleneck stack beside a shortcut, concatenated and merged: `cv3(cat(m(cv1 x), cv2 x))`. The
/// variants (`C3Ghost`, `C3SPP`, `C3x`, `C3TR`) differ in what `m` is.
public final class C3 extends Layer {
  private final String typeName;
  private final Slot<Module> cv1;
  private final Slot<Module> cv2;
  private final Slot<Module> cv3;
  private final Slot<Module> m;

  @SuppressWarnings("this-escape")
  public C3(String typeName, Module cv1, Module cv2, Module cv3, Module m) {
    this.typeName = typeName;
    this.cv1 = registerModule("cv1", cv1);
    this.cv2 = registerModule("cv2", cv2);
    this.cv3 = registerModule("cv3", cv3);
    this.m = registerModule("m", m);
  }

  @Override
  public String typeName() {
    return typeName;
  }

  @Override
  protected Tensor forward(Tensor x) {
    Tensor deep = Layer.call(m.get(), Layer.call(cv1.get(), x));
    Tensor shallow = Layer.call(cv2.get(), x);
    return Layer.call(cv3.get(), Shapes.cat(List.of(deep, shallow), 1));
  }
}
