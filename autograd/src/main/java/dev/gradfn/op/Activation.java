package dev.gradfn.op;

import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.DType;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// An activation with parameters, element by element.
///
/// @param parameters in the order of [Curve#fields], as the caller gave them
public record Activation(Curve curve, List<Object> parameters) implements Pointwise {
  private static final Set<Curve> RENAMED_IN_PLACE =
      EnumSet.of(Curve.ELU, Curve.CELU, Curve.THRESHOLD);

  public Activation(Curve curve, Object... parameters) {
    this(curve, List.of(parameters));
  }

  @Override
  public String nodeName() {
    return curve.label() + "Backward0";
  }

  @Override
  public String inPlaceNodeName() {
    return RENAMED_IN_PLACE.contains(curve) ? curve.label() + "Backward1" : nodeName();
  }

  @Override
  public DType resultType(DType promoted) {
    TorchException.check(
        curve != Curve.HARDTANH || promoted != DType.UINT8 || Curve.numbers(parameters)[0] >= 0,
        () -> "cannot do hardtanh on an unsigned type with negative limits");
    if (curve.takes(promoted)) return promoted;
    TorchException.check(
        curve != Curve.HARDTANH || promoted != DType.BOOL,
        () -> "Bool inputs not supported for hardtanh");
    throw KernelTypes.refused(kernel(), promoted);
  }

  private String kernel() {
    return switch (curve) {
      case CELU -> "elu_cpu";
      case GELU -> "GeluKernelImpl";
      case SOFTSHRINK -> "softshrink_check";
      default -> curve.label().toLowerCase(Locale.ROOT) + "_cpu";
    };
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    // PyTorch takes the numbers in the type of the tensor.
    double[] numbers = Curve.numbers(parameters);
    if (!out[0].dtype().isFloatingPoint()) {
      for (int i = 0; i < numbers.length; i++) numbers[i] = (long) numbers[i];
    }
    kernels.map(curve.function(numbers), in[0], out[0]);
  }

  @Override
  public void save(Saver saver) {
    curve.save(saver, parameters);
    if (saver.isInPlace() && ofResult(curve) != curve) saver.output("result", 0);
    else saver.input("self", 0);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    if (curve == Curve.MISH && Autograd.isGradEnabled()) {
      return g.mul(mishSlope(saved.tensor("self")));
    }
    boolean fromResult = saved.has("result");
    Curve slope = fromResult ? ofResult(curve) : curve;
    Tensor at = saved.tensor(fromResult ? "result" : "self");
    return Operations.apply(new CurveGradient(slope, parameters, 1), g, at);
  }

  /// In the differentiable steps that PyTorch records here; its kernel overflows less.
  private static Tensor mishSlope(Tensor x) {
    Tensor t = x.exp().log1p().tanh();
    return t.add(x.mul(x.sigmoid()).mul(Calculation.rest(t.mul(t))));
  }

  private static Curve ofResult(Curve curve) {
    return switch (curve) {
      case ELU -> Curve.ELU_OF_RESULT;
      case CELU -> Curve.CELU_OF_RESULT;
      default -> curve;
    };
  }
}
