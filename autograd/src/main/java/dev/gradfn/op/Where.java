package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Broadcast;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;
import java.util.List;

/// Input 0 where `condition` (input 2) is true, input 1 where it is not.
public enum Where implements Indexed {
  WHERE;

  @Override
  public String nodeName() {
    return "WhereBackward0";
  }

  @Override
  public int edgeCount(int inputs) {
    return 2;
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    DType dtype = ArraySpec.promote(List.of(inputs[0], inputs[1]));
    // PyTorch's iterator sees the condition first.
    Dims shape =
        Pointwise.broadcast(
            Pointwise.broadcast(inputs[2].shape(), inputs[0].shape()), inputs[1].shape());
    Dims strides =
        Broadcast.strides(shape, inputs[2].geometry(), inputs[0].geometry(), inputs[1].geometry());
    return Result.of(new ArraySpec(dtype, Geometry.of(shape, strides)));
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    kernels.copy(in[1], out[0]);
    overwrite(kernels, in[2], in[0], out[0]);
  }

  /// `values` into `out` where `mask` is true, both broadcast.
  static void overwrite(KernelChain kernels, NdArray mask, NdArray values, NdArray out) {
    Dims shape = out.shape();
    long[] chosen = Positions.longs(kernels, mask.view(mask.geometry().expand(shape)));
    for (int i = 0; i < chosen.length; i++) chosen[i] = chosen[i] != 0 ? i : -1;
    NdArray converted = Pointwise.converted(kernels, values, out.dtype());
    NdArray source = converted.view(converted.geometry().expand(shape));
    kernels.put(source, NdArray.wrap(DType.INT64, chosen, shape), false, out);
  }

  @Override
  public void save(Saver saver) {
    saver.input("condition", 2);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    Tensor zero = Tensor.zeros(g.dtype(), g.device(), Dims.of());
    Tensor condition = saved.tensor("condition");
    return input == 0
        ? Operations.apply(WHERE, g, zero, condition)
        : Operations.apply(WHERE, zero, g, condition);
  }
}
