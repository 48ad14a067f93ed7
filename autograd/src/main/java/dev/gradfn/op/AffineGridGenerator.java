package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// Where an affine map takes the positions of an image or volume of `size` `[n, c, *]`, whose
/// coordinates run from −1 to 1: `theta` is `[n, d, d + 1]`, the result `[n, *, d]`.
public record AffineGridGenerator(Dims size, boolean alignCorners) implements Resample {
  @Override
  public String nodeName() {
    return "AffineGridGeneratorBackward0";
  }

  private int rank() {
    return size.rank() - 2;
  }

  private String tuple() {
    return size.toString().replace('[', '(').replace(']', ')');
  }

  private Dims space() {
    return size.slice(2, size.rank());
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    Dims theta = inputs[0].shape();
    boolean fits = theta.rank() == 3 && theta.get(1) == rank() && theta.get(2) == rank() + 1;
    if (!fits) {
      throw TorchException.value(
          "Expected a batch of "
              + (rank() == 2 ? "2D" : "3D")
              + " affine matrices of shape Nx"
              + rank()
              + "x"
              + (rank() + 1)
              + " for size "
              + tuple()
              + ". Got torch.Size("
              + theta
              + ").");
    }
    for (long length : size.toArray()) {
      if (length > 0) continue;
      throw TorchException.value("Expected non-zero, positive output size. Got " + tuple());
    }
    TorchException.check(
        theta.get(0) == size.get(0),
        () ->
            "Expected size for first two dimensions of batch2 tensor to be: [%d, %d] but got: [%d, %d]."
                .formatted(size.get(0), rank() + 1, theta.get(0), rank() + 1));
    Dims shape = space().insert(0, size.get(0)).insert(rank() + 1, rank());
    return Result.of(new ArraySpec(inputs[0].dtype(), Geometry.contiguous(shape)));
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    if (out[0].numel() == 0) return;
    long positions = space().product();
    Dims shape = Dims.of(size.get(0), positions, rank(), rank() + 1);
    NdArray theta = in[0].view(in[0].geometry().unsqueeze(1));
    NdArray products = NdArray.allocate(in[0].dtype(), shape);
    NdArray base = Pointwise.converted(kernels, positions(), in[0].dtype());
    kernels.zip(Binary.MUL.function(), theta, base, products);
    kernels.sum(products, 1, out[0].view(Geometry.contiguous(shape.with(3, 1))));
  }

  /// Coordinates `(x, y, …, 1)` of each position, `[positions, 1, d + 1]`: the last dimension of
  /// the image is the first coordinate.
  private NdArray positions() {
    int positions = Math.toIntExact(space().product());
    int width = rank() + 1;
    double[] coordinates = new double[positions * width];
    for (int p = 0; p < positions; p++) {
      int rest = p;
      for (int i = 0; i < rank(); i++) {
        int length = space().at(-1 - i);
        coordinates[p * width + i] = coordinate(rest % length, length);
        rest /= length;
      }
      coordinates[p * width + rank()] = 1;
    }
    return NdArray.wrap(DType.FLOAT64, coordinates, Dims.of(positions, 1, width));
  }

  private double coordinate(int index, int length) {
    if (length == 1) return 0;
    return alignCorners ? 2.0 * index / (length - 1) - 1 : (2.0 * index + 1) / length - 1;
  }

  @Override
  public void save(Saver saver) {
    saver.value("align_corners", alignCorners);
    saver.value("size", size);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    long batch = size.get(0);
    long positions = space().product();
    Tensor base = Tensor.of(positions()).to(g.dtype()).view(Dims.of(1, positions, rank() + 1));
    Tensor columns = base.expand(Dims.of(batch, positions, rank() + 1)).transpose(1, 2);
    Tensor rows = g.reshape(batch, positions, rank());
    return Operations.apply(Product.BMM, columns, rows).transpose(1, 2);
  }
}
