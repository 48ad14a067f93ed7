package dev.gradfn.op;

import dev.gradfn.autograd.FormulaNode;
import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Shapes;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;
import java.util.ArrayList;
import java.util.List;

/// The elements of input 0 `[n, c, *]` at the positions of input 1, a grid `[n, *, d]` whose
/// coordinates run from −1 to 1, the last dimension first; or the derivative of that by the
/// coordinates, `order` times by each.
public record GridSampler(GridSampling sampling, Dims order) implements Resample {
  @Override
  public String nodeName() {
    return "GridSampler" + order.rank() + (isValue() ? "DBackward0" : "DBackwardBackward0");
  }

  private boolean isValue() {
    return order.equals(Dims.filled(order.rank(), 0));
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    Dims image = inputs[0].shape();
    Dims grid = inputs[1].shape();
    requireValid(inputs[0], inputs[1]);
    Dims shape = grid.slice(1, grid.rank() - 1).insert(0, image.get(1)).insert(0, image.get(0));
    return Result.of(new ArraySpec(inputs[0].dtype(), Geometry.contiguous(shape)));
  }

  /// In PyTorch's order: what all grids need, then the ranks of planes or volumes, then types.
  private void requireValid(ArraySpec input, ArraySpec coordinates) {
    Dims image = input.shape();
    Dims grid = coordinates.shape();
    if (ViewOp.size(image, 0) != ViewOp.size(grid, 0)) {
      throw problem(
          "expected grid and input to have same batch size, but got input with sizes "
              + image
              + " and grid with sizes "
              + grid);
    }
    if (grid.get(-1) != image.rank() - 2) {
      throw problem(
          "expected grid to have size "
              + (image.rank() - 2)
              + " in last dimension, but got grid with sizes "
              + grid);
    }
    for (int i = 2; i < image.rank(); i++) {
      if (image.get(i) > 0) continue;
      throw problem(
          "expected input to have non-empty spatial dimensions, but input has sizes "
              + image
              + " with dimension "
              + i
              + " being empty");
    }
    int rank = image.rank() == 4 ? 4 : 5;
    if (image.rank() != rank || grid.rank() != rank) {
      throw problem(
          "expected %dD input and grid with same number of dimensions, but got input with sizes %s and grid with sizes %s"
              .formatted(rank, image, grid));
    }
    if (sampling.mode() == GridSampling.Mode.BICUBIC && rank != 4) {
      throw problem("bicubic interpolation only supports 4D input");
    }
    AddedProducts.requireOneType(input, coordinates);
  }

  private static TorchException problem(String text) {
    return TorchException.runtime("grid_sampler(): " + text);
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    GridLoop loop = new GridLoop(sampling, order, in[0].shape(), in[1].shape());
    double[] image = ElementLoop.read(kernels, in[0]);
    double[] sampled = new double[Math.toIntExact(out[0].numel())];
    loop.run(
        ElementLoop.read(kernels, in[1]),
        (element, position, weight) -> {
          for (int c = 0; c < loop.channels(); c++) {
            int from = element + c * loop.imageSize();
            sampled[position + c * loop.positions()] += weight * image[from];
          }
        });
    ElementLoop.write(kernels, sampled, out[0]);
  }

  @Override
  public void save(Saver saver) {
    sampling.save(saver);
    saver.input("input", 0);
    saver.input("grid", 1);
  }

  @Override
  public Tensor[] gradients(Tensor[] g, Saved saved) {
    if (g[0] == null) return new Tensor[2];
    boolean[] needs = {saved.needs(0), saved.needs(1)};
    Dims image = saved.spec(0).shape();
    return FormulaNode.run(
        "GridSampler" + order.rank() + "DBackwardBackward0",
        in -> {
          Tensor[] both = new Tensor[2];
          if (needs[0]) both[0] = Operations.apply(new GridScatter(this, image), in[0], in[2]);
          if (needs[1]) both[1] = byGrid(in[0], in[1], in[2]);
          return both;
        },
        g[0],
        saved.tensor("input"),
        saved.tensor("grid"));
  }

  /// Of `Σ g · sampled(image)` by the coordinates. The nearest element does not change with them,
  /// so that the image has no part in it.
  Tensor byGrid(Tensor g, Tensor image, Tensor grid) {
    boolean nearest = sampling.mode() == GridSampling.Mode.NEAREST;
    Tensor read = nearest ? image.detach() : image;
    List<Tensor> coordinates = new ArrayList<>();
    for (int i = 0; i < order.rank(); i++) {
      GridSampler slope = new GridSampler(sampling, order.with(i, order.get(i) + 1));
      Tensor sampled = Operations.apply(slope, read, grid);
      coordinates.add(g.mul(sampled).sum(Dims.of(1), false));
    }
    return Shapes.stack(coordinates, -1);
  }
}
