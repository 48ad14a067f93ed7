package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// Input 0, with the elements of input 1 at the places along `dim` that input 2 (`index`) names:
/// aten's `scatter.src`, `scatter.value` (input 1 is a number) and `scatter_add`.
public record Scatter(int dim, Kind kind) implements Indexed {
  public enum Kind {
    SOURCE("ScatterBackward0"),
    VALUE("ScatterBackward1"),
    ADD("ScatterAddBackward0");

    private final String nodeName;

    Kind(String nodeName) {
      this.nodeName = nodeName;
    }
  }

  @Override
  public String nodeName() {
    return kind.nodeName;
  }

  @Override
  public int edgeCount(int inputs) {
    return kind == Kind.VALUE ? 1 : 2;
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    if (kind != Kind.VALUE && inputs[0].dtype() != inputs[1].dtype()) {
      throw TorchException.runtime("scatter(): Expected self.dtype to be equal to src.dtype");
    }
    return Indexed.like(inputs);
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    kernels.copy(in[0], out[0]);
    NdArray positions = Gather.positions(kernels, dim, in[0].shape(), in[2]);
    NdArray values = Pointwise.converted(kernels, in[1], out[0].dtype());
    Geometry used = values.geometry();
    if (kind == Kind.VALUE) {
      used = used.expand(in[2].shape());
    } else {
      for (int i = 0; i < used.rank(); i++) used = used.slice(i, 0, in[2].shape().get(i), 1);
    }
    kernels.put(values.view(used), positions, kind == Kind.ADD, out[0]);
  }

  @Override
  public void save(Saver saver) {
    saver.value("dim", (long) dim);
    saver.inputIf(kind != Kind.ADD || saver.needs(1), "index", 2);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    if (input == 0 && kind == Kind.ADD) return g;
    Tensor index = saved.tensor("index");
    if (input == 1) return g.gather(dim, index);
    return Operations.apply(new Scatter(dim, Kind.VALUE), g, Tensor.number(0), index);
  }
}
