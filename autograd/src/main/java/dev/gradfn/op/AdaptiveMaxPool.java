package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;
import dev.gradfn.core.PoolWindows;

/// The largest elements of as many windows as are asked for, over the last two or three dimensions.
/// Results: values, and indices (int64) into the flattened plane or volume.
public record AdaptiveMaxPool(Dims outputSize) implements Pool {
  @Override
  public String nodeName() {
    return "AdaptiveMaxPool" + outputSize.rank() + "DBackward0";
  }

  @Override
  public boolean isDifferentiable(int output) {
    return output == 0;
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    Dims shape = inputs[0].shape();
    Pool.requireFilled("adaptive_max_pool" + outputSize.rank() + "d", shape, 1);
    Dims result = shape;
    for (int i = 1; i <= outputSize.rank(); i++) result = result.with(-i, outputSize.get(-i));
    Pool.requireCreatable(result);
    KernelTypes.requireFloating("adaptive_max_pool2d", inputs[0].dtype());
    ArraySpec out = Separable.infer(inputs[0], outputSize)[0].spec();
    return new Result[] {
      Result.fresh(out), Result.fresh(new ArraySpec(DType.INT64, out.geometry()))
    };
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    PoolWindows[] windows = {PoolWindows.single(), null, null};
    int rank = outputSize.rank();
    for (int i = 0; i < rank; i++) {
      int size = in[0].shape().at(i - rank);
      windows[3 - rank + i] = PoolWindows.adaptive(size, outputSize.at(i));
    }
    kernels.maxPoolWindows(windows, volume(in[0]), volume(out[0]), volume(out[1]));
  }

  private NdArray volume(NdArray x) {
    return outputSize.rank() == 3 ? x : x.view(x.geometry().unsqueeze(x.rank() - 2));
  }

  @Override
  public void save(Saver saver) {
    saver.output("result1", 1);
    saver.input("self", 0);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    Dims shape = saved.spec(0).shape();
    Tensor self = saved.tensor("self");
    Tensor indices = saved.tensor("result1");
    if (outputSize.rank() == 3) {
      return MaxPool3dWithIndices.gradient("AdaptiveMaxPool3D", g, self, indices);
    }
    return Operations.apply(
        new MaxPool2dWithIndicesBackward("AdaptiveMaxPool2D", shape), g, self, indices);
  }
}
