package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// The derivative of a [GridSampler] by its image, of shape `image`: each number of input 0 goes to
/// the elements that it was read from. Input 1 is the grid.
public record GridScatter(GridSampler sampler, Dims image) implements Resample {
  @Override
  public String nodeName() {
    return "GridSampler" + (image.rank() - 2) + "DBackwardBackward0";
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    return Result.of(new ArraySpec(inputs[0].dtype(), Geometry.contiguous(image)));
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    GridLoop loop = new GridLoop(sampler.sampling(), sampler.order(), image, in[1].shape());
    double[] g = ElementLoop.read(kernels, in[0]);
    double[] gathered = new double[Math.toIntExact(image.product())];
    loop.run(
        ElementLoop.read(kernels, in[1]),
        (element, position, weight) -> {
          for (int c = 0; c < loop.channels(); c++) {
            int to = element + c * loop.imageSize();
            gathered[to] += weight * g[position + c * loop.positions()];
          }
        });
    ElementLoop.write(kernels, gathered, out[0]);
  }

  @Override
  public void save(Saver saver) {
    saver.input("grad_output", 0);
    saver.input("grid", 1);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    Tensor grid = saved.tensor("grid");
    if (input == 0) return Operations.apply(sampler, g, grid);
    return sampler.byGrid(saved.tensor("grad_output"), g, grid);
  }
}
