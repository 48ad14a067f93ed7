package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;
import dev.gradfn.core.PoolWindows;

/// The largest elements of as many windows as are asked for, over the last two dimensions. Results:
/// values, and indices (int64) into the flattened plane.
public record AdaptiveMaxPool2d(Dims outputSize) implements Pool {
  @Override
  public String nodeName() {
    return "AdaptiveMaxPool2DBackward0";
  }

  @Override
  public boolean isDifferentiable(int output) {
    return output == 0;
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    Dims shape = inputs[0].shape();
    for (int i = shape.rank() - 3; i < shape.rank(); i++) {
      int dim = i;
      TorchException.check(
          shape.get(i) > 0,
          () ->
              "adaptive_max_pool2d(): Expected input to have non-zero size for non-batch dimensions, but input has sizes %s with dimension %d being empty"
                  .formatted(shape, dim));
    }
    KernelTypes.requireFloating("adaptive_max_pool2d", inputs[0].dtype());
    ArraySpec out = Separable.infer(inputs[0], outputSize)[0].spec();
    return new Result[] {
      Result.fresh(out), Result.fresh(new ArraySpec(DType.INT64, out.geometry()))
    };
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    PoolWindows[] windows = {
      PoolWindows.single(),
      PoolWindows.adaptive(in[0].shape().at(-2), outputSize.at(0)),
      PoolWindows.adaptive(in[0].shape().at(-1), outputSize.at(1))
    };
    kernels.maxPoolWindows(windows, volume(in[0]), volume(out[0]), volume(out[1]));
  }

  private static NdArray volume(NdArray plane) {
    return plane.view(plane.geometry().unsqueeze(plane.rank() - 2));
  }

  @Override
  public void save(Saver saver) {
    saver.output("result1", 1);
    saver.input("self", 0);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    Dims shape = saved.spec(0).shape();
    return Operations.apply(
        new MaxPool2dWithIndicesBackward(shape), g, saved.tensor("self"), saved.tensor("result1"));
  }
}
