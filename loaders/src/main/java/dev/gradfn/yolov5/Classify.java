package dev.gradfn.yolov5;

import dev.gradfn.autograd.Shapes;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.nn.Args;
import dev.gradfn.nn.Layer;
import dev.gradfn.nn.Module;
import dev.gradfn.nn.Slot;
import java.util.ArrayList;
import java.util.List;

/// The head of a classifier, `[n, c, h, w]` or a list of them to `[n, classes]`: convolution,
/// pooling, dropout, linear layer.
public final class Classify extends Module {
  private final Slot<Module> conv;
  private final Slot<Module> pool;
  private final Slot<Module> drop;
  private final Slot<Module> linear;

  @SuppressWarnings("this-escape")
  public Classify(Module conv, Module pool, Module drop, Module linear) {
    this.conv = registerModule("conv", conv);
    this.pool = registerModule("pool", pool);
    this.drop = registerModule("drop", drop);
    this.linear = registerModule("linear", linear);
  }

  @Override
  protected Object forward(Args args) {
    List<Tensor> inputs = inputs(args.positional().get(0));
    Tensor x = inputs.size() == 1 ? inputs.get(0) : Shapes.cat(inputs, 1);
    Tensor pooled = Layer.call(pool.get(), Layer.call(conv.get(), x)).flatten(1, -1);
    return Layer.call(linear.get(), Layer.call(drop.get(), pooled));
  }

  static List<Tensor> inputs(Object given) {
    if (given instanceof Tensor one) return List.of(one);
    List<Tensor> inputs = new ArrayList<>();
    for (Object item : (List<?>) given) inputs.add((Tensor) item);
    return inputs;
  }
}
