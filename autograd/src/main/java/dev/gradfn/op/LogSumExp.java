package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.BinaryFunction;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// The logarithm of the sum of exponentials over `dim`, shifted by the largest element so that
/// nothing overflows.
public record LogSumExp(Dims dim, boolean keepdim) implements Reduction {
  private static final BinaryFunction SHIFTED_EXP =
      new BinaryFunction(
          "shifted_exp",
          (x, m) -> (float) Math.exp(x - finite(m)),
          (x, m) -> Math.exp(x - finite(m)));
  private static final BinaryFunction LOG_SHIFTED =
      new BinaryFunction(
          "log_shifted",
          (s, m) -> (float) (Math.log(s) + finite(m)),
          (s, m) -> Math.log(s) + finite(m));

  /// An infinite shift would leave nan behind.
  private static double finite(double shift) {
    return Double.isInfinite(shift) ? 0 : shift;
  }

  @Override
  public String nodeName() {
    return "LogsumexpBackward0";
  }

  private ReducedDims dims(Dims shape) {
    return new ReducedDims(shape, dim, keepdim);
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    DType type = inputs[0].dtype().isFloatingPoint() ? inputs[0].dtype() : DType.FLOAT32;
    return Result.of(new ArraySpec(type, Geometry.contiguous(dims(inputs[0].shape()).result())));
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    DType type = Linalg.computing(out[0].dtype());
    NdArray x = dims(in[0].shape()).lines(kernels, Pointwise.converted(kernels, in[0], type));
    Dims column = Dims.of(x.shape().get(0), 1);
    NdArray shift = NdArray.allocate(type, column);
    if (x.shape().get(1) == 0) kernels.fill(0, shift);
    else kernels.pick(Picks.FIRST_LARGEST, x, shift, null);
    NdArray shifted = NdArray.allocate(type, x.shape());
    kernels.zip(SHIFTED_EXP, x, shift, shifted);
    NdArray sum = NdArray.allocate(type, column);
    kernels.sum(shifted, 1, sum);
    kernels.zip(LOG_SHIFTED, sum, shift, sum);
    kernels.copy(sum, ReducedDims.column(out[0]));
  }

  @Override
  public void save(Saver saver) {
    saver.value("dim", dim);
    saver.value("keepdim", keepdim);
    saver.output("result", 0);
    saver.input("self", 0);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    Tensor x = saved.tensor("self");
    ReducedDims dims = dims(x.shape());
    return dims.restore(g).mul(x.sub(dims.restore(saved.tensor("result"))).exp());
  }
}
