package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;
import java.util.List;

/// `grad_output` times the first or second derivative of a [Curve] at `self`.
public record CurveGradient(Curve curve, List<Object> parameters, int order) implements Pointwise {
  @Override
  public String nodeName() {
    return curve.label() + "BackwardBackward0";
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    ParametricFunction slope = curve.derivative(order);
    double[] numbers = Curve.numbers(parameters);
    double[] g = ElementLoop.read(kernels, in[0], out[0].shape());
    double[] x = ElementLoop.read(kernels, in[1], out[0].shape());
    int vectors = order == 1 ? inVectors(out[0]) : 0;
    for (int i = 0; i < x.length; i++) {
      double factor = slope.at(x[i], numbers);
      if (i < vectors && Double.isNaN(x[i])) factor = curve.slopeOfNanInVectors(factor);
      // Where the function is flat nothing passes, not even a nan.
      g[i] = factor == 0 ? 0 : g[i] * factor;
    }
    ElementLoop.write(kernels, g, out[0]);
  }

  /// How many elements PyTorch computes in vectors of 64 bytes; the rest, one by one, compare a nan
  /// the other way round.
  private static int inVectors(NdArray out) {
    int block = 64 / out.dtype().itemSize();
    return (int) (out.numel() / block * block);
  }

  @Override
  public void save(Saver saver) {
    curve.save(saver, parameters);
    saver.inputIf(saver.needs(1), "grad_output", 0);
    saver.input("self", 1);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    Tensor x = saved.tensor("self");
    if (input == 0) return Operations.apply(this, g, x);
    if (order == 2) {
      throw TorchException.notImplemented(nodeName() + ": the third derivative is not implemented");
    }
    Tensor both = g.mul(saved.tensor("grad_output"));
    return Operations.apply(new CurveGradient(curve, parameters, 2), both, x);
  }
}
