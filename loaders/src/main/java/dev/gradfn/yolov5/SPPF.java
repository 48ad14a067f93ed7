package dev.gradfn.yolov5;

import dev.gradfn.autograd.Shapes;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.nn.Layer;
import dev.gradfn.nn.Module;
import dev.gradfn.nn.Slot;
import java.util.List;

/// The faster [SPP]: one pooling called three times in a row, so one module with three grad_fns.
public final class SPPF extends Layer {
  private final Slot<Module> cv1;
  private final Slot<Module> cv2;
  private final Slot<Module> m;

  @SuppressWarnings("this-escape")
  public SPPF(Module cv1, Module cv2, Module m) {
    this.cv1 = registerModule("cv1", cv1);
    this.cv2 = registerModule("cv2", cv2);
    this.m = registerModule("m", m);
  }

  @Override
  protected Tensor forward(Tensor x) {
    Tensor reduced = Layer.call(cv1.get(), x);
    Tensor once = Layer.call(m.get(), reduced);
    Tensor twice = Layer.call(m.get(), once);
    Tensor thrice = Layer.call(m.get(), twice);
    return Layer.call(cv2.get(), Shapes.cat(List.of(reduced, once, twice, thrice), 1));
  }
}
