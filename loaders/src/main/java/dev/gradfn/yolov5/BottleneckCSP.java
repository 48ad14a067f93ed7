package dev.gradfn.yolov5;

import dev.gradfn.autograd.Shapes;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.nn.Layer;
import dev.gradfn.nn.Module;
import dev.gradfn.nn.Slot;
import java.util.List;

/// The older form of [C3]: `cv4(act(bn(cat(cv3(m(cv1 x)), cv2 x))))`, cv2 and cv3 plain
/// convolutions. Before v4.0 a class of the name `C3` had this form.
public final class BottleneckCSP extends Layer {
  private final String typeName;
  private final Slot<Module> cv1;
  private final Slot<Module> cv2;
  private final Slot<Module> cv3;
  private final Slot<Module> cv4;
  private final Slot<Module> bn;
  private final Slot<Module> act;
  private final Slot<Module> m;

  @SuppressWarnings("this-escape")
  public BottleneckCSP(
      String typeName,
      Module cv1,
      Module cv2,
      Module cv3,
      Module cv4,
      Module bn,
      Module act,
      Module m) {
    this.typeName = typeName;
    this.cv1 = registerModule("cv1", cv1);
    this.cv2 = registerModule("cv2", cv2);
    this.cv3 = registerModule("cv3", cv3);
    this.cv4 = registerModule("cv4", cv4);
    this.bn = registerModule("bn", bn);
    this.act = registerModule("act", act);
    this.m = registerModule("m", m);
  }

  @Override
  public String typeName() {
    return typeName;
  }

  @Override
  protected Tensor forward(Tensor x) {
    Tensor deep = Layer.call(cv3.get(), Layer.call(m.get(), Layer.call(cv1.get(), x)));
    Tensor shallow = Layer.call(cv2.get(), x);
    Tensor both = Layer.call(bn.get(), Shapes.cat(List.of(deep, shallow), 1));
    return Layer.call(cv4.get(), Layer.call(act.get(), both));
  }
}
