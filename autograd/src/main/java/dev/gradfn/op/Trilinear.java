package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Broadcast;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// The product of three tensors, each given new dimensions at its `expand`, summed over `sumdim`:
/// aten's `_trilinear`.
public record Trilinear(Dims expand1, Dims expand2, Dims expand3, Dims sumdim) implements Linalg {
  @Override
  public String nodeName() {
    return "TrilinearBackward0";
  }

  private Dims expand(int input) {
    return switch (input) {
      case 0 -> expand1;
      case 1 -> expand2;
      default -> expand3;
    };
  }

  private Dims product(Dims x, Dims y, Dims z) {
    Dims[] shapes = {x, y, z};
    Dims product = Dims.of();
    for (int i = 0; i < 3; i++) {
      Dims shape = shapes[i];
      for (long dim : expand(i).toArray()) shape = shape.insert((int) dim, 1);
      product = Broadcast.shape(product, shape);
    }
    return product;
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    Dims product = product(inputs[0].shape(), inputs[1].shape(), inputs[2].shape());
    Dims shape = new ReducedDims(product, sumdim, false).result();
    return Result.of(new ArraySpec(inputs[0].dtype(), Geometry.contiguous(shape)));
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    var type = Linalg.computing(out[0].dtype());
    NdArray[] operands = new NdArray[3];
    for (int i = 0; i < 3; i++) {
      NdArray x = Pointwise.converted(kernels, in[i], type);
      Geometry geometry = x.geometry();
      for (long dim : expand(i).toArray()) geometry = geometry.unsqueeze((int) dim);
      operands[i] = x.view(geometry);
    }
    Dims shape = product(in[0].shape(), in[1].shape(), in[2].shape());
    NdArray product = NdArray.allocate(type, shape);
    kernels.zip(Binary.MUL.function(), operands[0], operands[1], product);
    kernels.zip(Binary.MUL.function(), product, operands[2], product);
    ReducedDims dims = new ReducedDims(shape, sumdim, false);
    kernels.sum(Pointwise.converted(kernels, product, out[0].dtype()), 1, dims.kept(out[0]));
  }

  @Override
  public void save(Saver saver) {
    saver.value("expand1", expand1);
    saver.value("expand2", expand2);
    saver.value("expand3", expand3);
    saver.value("sumdim", sumdim);
    for (int i = 0; i < 3; i++) {
      boolean read = saver.needs((i + 1) % 3) || saver.needs((i + 2) % 3);
      saver.inputIf(read, "i" + (i + 1), i);
    }
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    // The same product, with the gradient in the place of the input.
    Dims[] expands = {expand1, expand2, expand3};
    expands[input] = sumdim;
    Tensor[] operands = new Tensor[3];
    for (int i = 0; i < 3; i++) operands[i] = i == input ? g : saved.tensor("i" + (i + 1));
    var row = new Trilinear(expands[0], expands[1], expands[2], expand(input));
    return Operations.apply(row, operands);
  }
}
