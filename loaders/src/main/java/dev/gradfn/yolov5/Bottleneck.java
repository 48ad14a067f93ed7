package dev.gradfn.yolov5;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.nn.Layer;
import dev.gradfn.nn.Module;
import dev.gradfn.nn.Slot;
import java.util.Map;

/// Two convolutions, with a residual around them where the channels allow it. `CrossConv` has the
/// same form.
public final class Bottleneck extends Layer {
  private final String typeName;
  private final Slot<Module> cv1;
  private final Slot<Module> cv2;
  private final boolean add;

  @SuppressWarnings("this-escape")
  public Bottleneck(String typeName, Module cv1, Module cv2, boolean add) {
    this.typeName = typeName;
    this.cv1 = registerModule("cv1", cv1);
    this.cv2 = registerModule("cv2", cv2);
    this.add = add;
  }

  @Override
  public String typeName() {
    return typeName;
  }

  @Override
  protected Tensor forward(Tensor x) {
    Tensor y = Layer.call(cv2.get(), Layer.call(cv1.get(), x));
    return add ? x.add(y) : y;
  }

  @Override
  public Map<String, Object> attributes() {
    Map<String, Object> attributes = super.attributes();
    attributes.put("add", add);
    return attributes;
  }
}
