package dev.gradfn.yolov5;

import dev.gradfn.autograd.Shapes;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.nn.Args;
import dev.gradfn.nn.Layer;
import dev.gradfn.nn.Module;
import dev.gradfn.nn.Slot;
import java.util.ArrayList;
import java.util.List;

/// What `Classify` was before v6.2: pooling first, then one convolution to the classes.
public final class PooledClassify extends Module {
  private final Slot<Module> aap;
  private final Slot<Module> conv;
  private final Slot<Module> flat;

  @SuppressWarnings("this-escape")
  public PooledClassify(Module aap, Module conv, Module flat) {
    this.aap = registerModule("aap", aap);
    this.conv = registerModule("conv", conv);
    this.flat = registerModule("flat", flat);
  }

  @Override
  public String typeName() {
    return "Classify";
  }

  @Override
  protected Object forward(Args args) {
    List<Tensor> pooled = new ArrayList<>();
    for (Tensor x : Classify.inputs(args.positional().get(0))) {
      pooled.add(Layer.call(aap.get(), x));
    }
    return Layer.call(flat.get(), Layer.call(conv.get(), Shapes.cat(pooled, 1)));
  }
}
