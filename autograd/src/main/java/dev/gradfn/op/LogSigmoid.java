package dev.gradfn.op;

import dev.gradfn.autograd.FormulaNode;
import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// `log(sigmoid(x))`. The second result, `exp(−|x|)`, is the buffer that PyTorch's node keeps.
public enum LogSigmoid implements Pointwise {
  LOG_SIGMOID;

  /// The first result alone.
  public static Tensor of(Tensor x) {
    return Operations.applyAll(LOG_SIGMOID, x)[0];
  }

  @Override
  public String nodeName() {
    return "LogSigmoidBackward0";
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    KernelTypes.requireFloating("log_sigmoid_cpu", inputs[0].dtype());
    Geometry geometry = Geometry.contiguous(inputs[0].shape());
    Result result = Result.fresh(new ArraySpec(inputs[0].dtype(), geometry));
    return new Result[] {result, result};
  }

  @Override
  public boolean isDifferentiable(int output) {
    return output == 0;
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    double[] x = ElementLoop.read(kernels, in[0]);
    double[] buffer = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      buffer[i] = Math.exp(-Math.abs(x[i]));
      x[i] = Math.min(x[i], 0) - Math.log1p(buffer[i]);
    }
    ElementLoop.write(kernels, x, out[0]);
    ElementLoop.write(kernels, buffer, out[1]);
  }

  @Override
  public void save(Saver saver) {
    saver.output("buffer", 1);
    saver.input("self", 0);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    return FormulaNode.one(
        "LogSigmoidBackwardBackward0",
        in -> in[0].mul(in[1].neg().sigmoid()),
        g,
        saved.tensor("self"));
  }
}
