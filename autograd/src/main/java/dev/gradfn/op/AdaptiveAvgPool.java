package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Dims;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;
import dev.gradfn.core.PoolWindows;
import dev.gradfn.core.Taps;

/// The means of as many windows as are asked for, over the last two or three dimensions.
public record AdaptiveAvgPool(Dims outputSize) implements Pool, Separable {
  @Override
  public String nodeName() {
    return "AdaptiveAvgPool" + outputSize.rank() + "DBackward0";
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    String kernel = outputSize.rank() < 3 ? "adaptive_avg_pool2d" : "adaptive_avg_pool3d_cpu";
    boolean planes = outputSize.rank() < 3;
    Dims input = inputs[0].shape();
    String who = planes ? "adaptive_avg_pool2d" : "adaptive_avg_pool3d";
    Pool.requireFilled(who, input, planes ? input.rank() - 2 : 1);
    KernelTypes.requireFloating(kernel, inputs[0].dtype());
    return Separable.inferAverage(inputs[0], outputSize);
  }

  @Override
  public Taps[] taps(Dims input) {
    Taps[] taps = new Taps[outputSize.rank()];
    for (int i = 0; i < taps.length; i++) {
      int in = input.at(input.rank() - taps.length + i);
      PoolWindows windows = PoolWindows.adaptive(in, outputSize.at(i));
      taps[i] = Taps.of(in, outputSize.at(i), o -> window(windows, o));
    }
    return taps;
  }

  private static Taps.Row window(PoolWindows windows, int o) {
    int start = windows.starts()[o];
    int end = windows.ends()[o];
    return Pool.mean(start, end, end - start);
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    Separable.run(kernels, taps(in[0].shape()), in[0], out[0]);
  }

  @Override
  public void save(Saver saver) {
    saver.input("self", 0);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    return Separable.gradient(this, g, saved);
  }
}
