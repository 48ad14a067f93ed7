package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;
import java.util.List;

/// The cross product of vectors of three along `dim`: aten's `linalg_cross`.
public record Cross(int dim) implements Linalg {
  @Override
  public String nodeName() {
    return "LinalgCrossBackward0";
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    ArraySpec x = inputs[0];
    ArraySpec y = inputs[1];
    if (x.rank() != y.rank()) {
      throw TorchException.runtime("linalg.cross: inputs must have the same number of dimensions.");
    }
    int d = ViewOp.wrap(dim, x.rank());
    if (x.shape().get(d) != 3 || y.shape().get(d) != 3) {
      throw TorchException.runtime(
          "linalg.cross: inputs dimension "
              + dim
              + " must have length 3. Got "
              + x.shape().get(d)
              + " and "
              + y.shape().get(d));
    }
    Dims shape = Pointwise.broadcast(x.shape(), y.shape());
    AddedProducts.requireOneType(x, y);
    return Result.of(new ArraySpec(ArraySpec.promote(List.of(inputs)), Geometry.contiguous(shape)));
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    int d = ViewOp.wrap(dim, out[0].rank());
    NdArray x = expanded(kernels, in[0], out[0]);
    NdArray y = expanded(kernels, in[1], out[0]);
    for (int i = 0; i < 3; i++) {
      int next = (i + 1) % 3;
      int last = (i + 2) % 3;
      NdArray plus = product(kernels, part(x, d, next), part(y, d, last));
      NdArray minus = product(kernels, part(x, d, last), part(y, d, next));
      kernels.zip(Sub.function(), plus, minus, part(out[0], d, i));
    }
  }

  private static NdArray expanded(KernelChain kernels, NdArray x, NdArray out) {
    NdArray converted = Pointwise.converted(kernels, x, out.dtype());
    return converted.view(converted.geometry().expand(out.shape()));
  }

  private static NdArray part(NdArray x, int dim, int index) {
    return x.view(x.geometry().select(dim, index));
  }

  private static NdArray product(KernelChain kernels, NdArray x, NdArray y) {
    return Calculation.step(kernels, Binary.MUL.function(), x, y, x);
  }

  @Override
  public void save(Saver saver) {
    saver.value("dim", (long) dim);
    saver.inputIf(saver.needs(1), "self", 0);
    saver.inputIf(saver.needs(0), "other", 1);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    return input == 0
        ? Operations.apply(this, saved.tensor("other"), g)
        : Operations.apply(this, g, saved.tensor("self"));
  }
}
