package dev.gradfn.yolov5;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.nn.Args;
import dev.gradfn.nn.Layer;
import dev.gradfn.nn.Module;
import dev.gradfn.nn.Slot;
import java.util.List;

/// Attention and two linear layers, a residual around each; no norm, no activation.
public final class TransformerLayer extends Layer {
  private final Slot<Module> q;
  private final Slot<Module> k;
  private final Slot<Module> v;
  private final Slot<Module> ma;
  private final Slot<Module> fc1;
  private final Slot<Module> fc2;

  /// @param ma attention over `[length, n, c]`, giving output and weights
  @SuppressWarnings("this-escape")
  public TransformerLayer(Module q, Module k, Module v, Module ma, Module fc1, Module fc2) {
    this.q = registerModule("q", q);
    this.k = registerModule("k", k);
    this.v = registerModule("v", v);
    this.ma = registerModule("ma", ma);
    this.fc1 = registerModule("fc1", fc1);
    this.fc2 = registerModule("fc2", fc2);
  }

  @Override
  protected Tensor forward(Tensor x) {
    Tensor query = Layer.call(q.get(), x);
    Tensor key = Layer.call(k.get(), x);
    Tensor value = Layer.call(v.get(), x);
    List<?> attended = (List<?>) ma.get().callAll(Args.of(query, key, value));
    Tensor mixed = ((Tensor) attended.get(0)).add(x);
    return Layer.call(fc2.get(), Layer.call(fc1.get(), mixed)).add(mixed);
  }
}
