package dev.gradfn.yolov5;

import dev.gradfn.autograd.Shapes;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Dims;
import dev.gradfn.nn.Layer;
import dev.gradfn.nn.Module;
import dev.gradfn.nn.ModuleList;
import dev.gradfn.nn.Slot;
import java.util.ArrayList;
import java.util.List;

/// Convolutions of several kernel sizes side by side; up to v6.0 with a residual around them.
public final class MixConv2d extends Layer {
  private final Slot<ModuleList> m;
  private final Slot<Module> bn;
  private final Slot<Module> act;
  private final boolean addsInput;

  @SuppressWarnings("this-escape")
  public MixConv2d(ModuleList m, Module bn, Module act, boolean addsInput) {
    this.m = registerModule("m", m);
    this.bn = registerModule("bn", bn);
    this.act = registerModule("act", act);
    this.addsInput = addsInput;
  }

  /// Shares channels out among kernels: alike, or so that all get about as many parameters.
  static int[] parts(int channels, Dims kernels, boolean alike) {
    int[] parts = new int[kernels.rank()];
    if (alike) {
      float[] at = linspace((float) (parts.length - 1e-6), channels);
      for (float place : at) parts[(int) Math.floor(place)]++;
      return parts;
    }
    double share = 0;
    for (long kernel : kernels.toArray()) share += 1.0 / (kernel * kernel);
    for (int i = 0; i < parts.length; i++) {
      double square = kernels.get(i) * kernels.get(i);
      parts[i] = (int) Math.rint(channels / square / share);
    }
    return parts;
  }

  /// PyTorch's: from both ends towards the middle, in float32.
  private static float[] linspace(float end, int steps) {
    float[] values = new float[steps];
    float step = steps == 1 ? 0 : end / (steps - 1);
    for (int i = 0; i < steps; i++) {
      values[i] = i < steps / 2 || steps == 1 ? step * i : end - step * (steps - i - 1);
    }
    return values;
  }

  @Override
  protected Tensor forward(Tensor x) {
    List<Tensor> parts = new ArrayList<>();
    for (int i = 0; i < m.get().size(); i++) parts.add(Layer.call(m.get().get(i), x));
    Tensor y = Layer.call(act.get(), Layer.call(bn.get(), Shapes.cat(parts, 1)));
    return addsInput ? x.add(y) : y;
  }
}
