package dev.gradfn.yolov5;

import dev.gradfn.autograd.Shapes;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.nn.Args;
import dev.gradfn.nn.Module;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Puts the outputs of several layers side by side along dimension `d`.
public final class Concat extends Module {
  private final int d;

  public Concat(int d) {
    this.d = d;
  }

  @Override
  protected Object forward(Args args) {
    List<Tensor> inputs = new ArrayList<>();
    for (Object input : args.get(0, List.class, this)) inputs.add((Tensor) input);
    return Shapes.cat(inputs, d);
  }

  @Override
  public Map<String, Object> attributes() {
    Map<String, Object> attributes = super.attributes();
    attributes.put("d", (long) d);
    return attributes;
  }
}
