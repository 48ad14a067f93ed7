package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.BinaryFunction;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;
import java.util.List;

/// `grad_output` times the first or second derivative of a [Curve] at `self`.
public record CurveGradient(Curve curve, List<Object> parameters, int order) implements Pointwise {
  @Override
  public String nodeName() {
    boolean ofElu = curve == Curve.CELU || curve == Curve.CELU_OF_RESULT;
    return (ofElu ? "Elu" : curve.label()) + "BackwardBackward0";
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    if (!dependsOnPlace(in, out[0])) {
      NdArray g = Pointwise.converted(kernels, in[0], out[0].dtype());
      NdArray x = Pointwise.converted(kernels, in[1], out[0].dtype());
      kernels.zip(function(order == 1), g, x, out[0]);
      return;
    }
    Dims shape = out[0].shape();
    NdArray[] flat = new NdArray[3];
    for (int i = 0; i < 2; i++) flat[i] = flat(kernels, in[i], shape, out[0].dtype());
    flat[2] = flat(kernels, out[0], shape, out[0].dtype());
    long vectors = inVectors(in, out[0]);
    zip(kernels, flat, 0, vectors, function(order == 1));
    zip(kernels, flat, vectors, shape.product() - vectors, function(false));
    if (flat[2].storage() != out[0].storage()) {
      kernels.copy(flat[2].view(Geometry.contiguous(shape)), out[0]);
    }
  }

  /// `x`, broadcast to `shape`, as one row-major line: itself if it is one.
  private static NdArray flat(KernelChain kernels, NdArray x, Dims shape, DType dtype) {
    NdArray whole = x;
    if (!x.isContiguous() || !x.shape().equals(shape) || x.dtype() != dtype) {
      whole = NdArray.allocate(dtype, shape);
      kernels.copy(x, whole);
    }
    Dims length = Dims.of(shape.product());
    return whole.view(new Geometry(length, Dims.of(1), whole.offset()));
  }

  private static void zip(
      KernelChain kernels, NdArray[] flat, long from, long length, BinaryFunction f) {
    if (length == 0) return;
    NdArray[] part = new NdArray[3];
    for (int i = 0; i < part.length; i++) {
      part[i] = flat[i].view(flat[i].geometry().slice(0, from, length, 1));
    }
    kernels.zip(f, part[0], part[1], part[2]);
  }

  /// @param inVectors whether PyTorch's vector instructions decide about nan
  private BinaryFunction function(boolean inVectors) {
    ParametricFunction slope = curve.derivative(order);
    double[] numbers = Curve.numbers(parameters);
    BinaryFunction.DoubleBinary product =
        (g, x) -> {
          double factor = slope.at(x, numbers);
          if (inVectors && Double.isNaN(x)) factor = curve.slopeOfNanInVectors(factor);
          // Where the function is flat nothing passes, not even a nan.
          return factor == 0 ? 0 : g * factor;
        };
    return new BinaryFunction(nodeName(), (g, x) -> (float) product.at(g, x), product);
  }

  /// Whether the gradient at a nan is one in PyTorch's vectors and another behind them.
  private boolean dependsOnPlace(NdArray[] in, NdArray out) {
    return order == 1 && curve.hasOwnSlopeOfNanInVectors() && inVectors(in, out) < out.numel();
  }

  /// How many elements PyTorch computes in vectors of 64 bytes; the rest, one by one, compare a nan
  /// the other way round.
  private static long inVectors(NdArray[] in, NdArray out) {
    // Where neighbours do not lie side by side in all arrays, there are no vectors.
    boolean aligned = in[0].strides().equals(out.strides()) || in[0].numel() == 1;
    aligned &= in[1].strides().equals(out.strides()) && out.geometry().isNonOverlappingAndDense();
    if (!aligned) return 0;
    int block = 64 / out.dtype().itemSize();
    return out.numel() / block * block;
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
