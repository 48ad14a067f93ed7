package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.LinePick;
import dev.gradfn.core.NdArray;

/// One value of all elements, or of those of several dimensions: aten's `max`, `min`, `median`,
/// `amax` and `amin`. Elements that are equal to it share the gradient.
///
/// @param dim null for the forms without dimensions
public record Extreme(Kind kind, Dims dim, boolean keepdim) implements Reduction {

  /// Which value.
  public enum Kind {
    MAX("MaxBackward1"),
    MIN("MinBackward1"),
    MEDIAN("MedianBackward0"),
    AMAX("AmaxBackward0"),
    AMIN("AminBackward0");

    private final String nodeName;

    Kind(String nodeName) {
      this.nodeName = nodeName;
    }

    private LinePick pick() {
      return switch (this) {
        case MAX, AMAX -> Picks.FIRST_LARGEST;
        case MIN, AMIN -> Picks.FIRST_SMALLEST;
        case MEDIAN -> Picks.MEDIAN;
      };
    }
  }

  @Override
  public String nodeName() {
    return kind.nodeName;
  }

  private ReducedDims dims(Dims shape) {
    return new ReducedDims(shape, dim, keepdim);
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    ReducedDims dims = dims(inputs[0].shape());
    // The median of nothing is nan.
    boolean defined = kind == Kind.MEDIAN && dim == null;
    if (!defined && dims.count() == 0 && dims.result().product() > 0) {
      String name = kind.name().toLowerCase(java.util.Locale.ROOT);
      Dims shape = inputs[0].shape();
      for (int i = 0; dim != null && i < dim.rank(); i++) {
        if (shape.get(dim.at(i)) > 0) continue;
        throw TorchException.index(
            name + "(): Expected reduction dim " + dim.get(i) + " to have non-zero size.");
      }
      throw TorchException.runtime(
          name
              + "(): Expected reduction dim to be specified for input.numel() == 0. Specify the"
              + " reduction dim with the 'dim' argument.");
    }
    if (kind == Kind.MEDIAN) KernelTypes.requireNumber("median_cpu", inputs[0].dtype());
    return Result.of(new ArraySpec(inputs[0].dtype(), Geometry.contiguous(dims.result())));
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    if (in[0].numel() == 0) {
      kernels.fill(Double.NaN, out[0]);
      return;
    }
    NdArray lines = dims(in[0].shape()).lines(kernels, in[0]);
    kernels.pick(kind.pick(), lines, ReducedDims.column(out[0]), null);
  }

  @Override
  public void save(Saver saver) {
    if (dim != null) {
      saver.value("dim", dim);
      saver.value("keepdim", keepdim);
    }
    saver.output("result", 0);
    saver.input("self", 0);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    Tensor x = saved.tensor("self");
    ReducedDims dims = dims(x.shape());
    Masking equality = dim == null ? Masking.SAME : Masking.EQUAL;
    Tensor result = saved.tensor("result");
    if (dim == null) {
      Tensor mask = Operations.apply(equality, x, result);
      Tensor zeros = Tensor.zeros(x.dtype(), x.device(), x.shape());
      Tensor share = g.div(mask.sum());
      return Operations.apply(MaskedFill.TENSOR, zeros, share, mask.ne(0));
    }
    Tensor kept = keepdim ? result : result.reshape(dims.kept());
    Tensor mask = Operations.apply(equality, x, kept);
    return (keepdim ? g : g.reshape(dims.kept())).div(dims.sum(mask)).mul(mask);
  }
}
