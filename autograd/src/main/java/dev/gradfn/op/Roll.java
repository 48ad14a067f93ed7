package dev.gradfn.op;

import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// Shifted along `dims`, around the end; without `dims` along the flattened elements.
public record Roll(Dims shifts, Dims dims) implements Picking {
  @Override
  public String nodeName() {
    return "RollBackward0";
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    Geometry input = inputs[0].geometry();
    boolean kept = pickedShape(inputs).product() > 0 && dims.rank() > 0;
    // PyTorch joins two parts of each dimension, and one of no elements has no order to keep.
    for (int i = 0; i < dims.rank() && kept; i++) {
      int d = ViewOp.wrap(dims.at(i), input.rank());
      kept = Math.floorMod(shifts.get(i), input.shape().get(d)) != 0;
    }
    Dims strides =
        kept ? MemoryFormat.like(input, input.shape()) : input.shape().contiguousStrides();
    return Result.of(new ArraySpec(inputs[0].dtype(), Geometry.of(input.shape(), strides)));
  }

  @Override
  public Dims pickedShape(ArraySpec[] inputs) {
    TorchException.check(shifts.rank() > 0, () -> "`shifts` required");
    boolean flat = dims.rank() == 0 && shifts.rank() == 1;
    if (!flat && dims.rank() != shifts.rank()) {
      throw TorchException.runtime(
          "shifts and dimensions must align. shifts: " + shifts.rank() + ", dims:" + dims.rank());
    }
    return inputs[0].shape();
  }

  @Override
  public NdArray positions(KernelChain kernels, Dims from, NdArray[] in) {
    if (dims.rank() == 0) {
      NdArray flat = rolled(Dims.of(from.product()), Dims.of(0));
      return flat.view(Geometry.contiguous(from));
    }
    return rolled(from, dims);
  }

  private NdArray rolled(Dims from, Dims along) {
    int[][] sources = new int[from.rank()][];
    for (int d = 0; d < sources.length; d++) {
      long shift = 0;
      for (int i = 0; i < along.rank(); i++) {
        if (ViewOp.wrap(along.at(i), from.rank()) == d) shift += shifts.get(i);
      }
      sources[d] = new int[from.at(d)];
      for (int i = 0; i < sources[d].length; i++) {
        sources[d][i] = (int) Math.floorMod(i - shift, from.get(d));
      }
    }
    return Positions.of(from, sources);
  }

  @Override
  public void save(Saver saver) {
    saver.value("dims", dims);
    saver.value("shifts", shifts);
  }
}
