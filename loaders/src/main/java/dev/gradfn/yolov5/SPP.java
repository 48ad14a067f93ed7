package dev.gradfn.yolov5;

import dev.gradfn.autograd.Shapes;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.nn.Layer;
import dev.gradfn.nn.Module;
import dev.gradfn.nn.ModuleList;
import dev.gradfn.nn.Slot;
import java.util.ArrayList;
import java.util.List;

/// Spatial pyramid pooling: poolings of several sizes side by side.
public final class SPP extends Layer {
  private final Slot<Module> cv1;
  private final Slot<Module> cv2;
  private final Slot<ModuleList> m;

  @SuppressWarnings("this-escape")
  public SPP(Module cv1, Module cv2, ModuleList m) {
    this.cv1 = registerModule("cv1", cv1);
    this.cv2 = registerModule("cv2", cv2);
    this.m = registerModule("m", m);
  }

  @Override
  protected Tensor forward(Tensor x) {
    Tensor reduced = Layer.call(cv1.get(), x);
    List<Tensor> all = new ArrayList<>(List.of(reduced));
    for (int i = 0; i < m.get().size(); i++) all.add(Layer.call(m.get().get(i), reduced));
    return Layer.call(cv2.get(), Shapes.cat(all, 1));
  }
}
