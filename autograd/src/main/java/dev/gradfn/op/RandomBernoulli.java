package dev.gradfn.op;

import dev.gradfn.autograd.Generator;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.BinaryFunction;
import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;
import dev.gradfn.core.RandomKernel;
import dev.gradfn.core.RandomSource;

/// 1 or 0, each 1 with the chance that the last input holds for it. In place there is an input
/// before, which takes the numbers.
public record RandomBernoulli(Generator generator) implements Pointwise {
  private static final BinaryFunction LESS =
      new BinaryFunction("draws_below", (u, p) -> u < p ? 1 : 0, (u, p) -> u < p ? 1 : 0);
  private static final BinaryFunction IS_NO_CHANCE =
      new BinaryFunction(
          "is_no_chance",
          (p, one) -> p >= 0 && p <= one ? 0 : 1,
          (p, one) -> p >= 0 && p <= one ? 0 : 1);

  @Override
  public String nodeName() {
    return "BernoulliBackward0";
  }

  @Override
  public String inPlaceNodeName() {
    return "BernoulliBackward1";
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    ArraySpec chances = inputs[inputs.length - 1];
    KernelTypes.requireFloating("bernoulli_tensor_cpu_p_", chances.dtype());
    Geometry geometry = Pointwise.super.infer(inputs)[0].spec().geometry();
    return Result.of(new ArraySpec(inputs[0].dtype(), geometry));
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    NdArray chances = Pointwise.converted(kernels, in[in.length - 1], DType.FLOAT64);
    requireChances(kernels, chances);
    // The order of the draws is that of the result's memory.
    Geometry order = Geometry.of(out[0].shape(), Clone.preserved(out[0].geometry()));
    NdArray draws = NdArray.allocate(DType.FLOAT64, order, Device.CPU);
    boolean fine = in[in.length - 1].dtype() == DType.FLOAT64;
    generator.draw(random ->
        RandomKernel.reals(
            draws, random, fine ? RandomSource::uniformDouble : RandomSource::uniformFloat));
    kernels.zip(LESS, draws, chances, draws);
    kernels.copy(draws, out[0]);
  }

  private static void requireChances(KernelChain kernels, NdArray chances) {
    NdArray wrong = NdArray.allocate(DType.FLOAT64, chances.shape());
    kernels.zip(IS_NO_CHANCE, chances, Pointwise.scalar(DType.FLOAT64, kernels, 1), wrong);
    if (Tensor.of(wrong).sum().item() == 0) return;
    throw TorchException.runtime(
        "Expected p_in >= 0 && p_in <= 1 to be true, but got false.  (Could this error message be"
            + " improved?  If so, please report an enhancement request to PyTorch.)");
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    return Tensor.zeros(g.dtype(), g.device(), saved.spec(input).shape());
  }
}
