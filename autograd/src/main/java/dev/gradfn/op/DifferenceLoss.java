package dev.gradfn.op;

import dev.gradfn.autograd.FormulaNode;
import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Broadcast;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;
import java.util.List;

/// A [Curve] of `self − target`: mse_loss, smooth_l1_loss, huber_loss.
public record DifferenceLoss(Curve curve, List<Object> parameters, long reduction) implements Loss {
  @Override
  public String nodeName() {
    return curve.label() + "Backward0";
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    Geometry x = inputs[0].geometry();
    Geometry target = inputs[1].geometry();
    Dims shape = Pointwise.broadcast(x.shape(), target.shape());
    DType promoted = ArraySpec.promote(List.of(inputs));
    DType dtype = curve == Curve.HUBER_LOSS ? ofInput(inputs[0].dtype(), promoted) : promoted;
    KernelTypes.requireFloating(kernel(), dtype);
    return reduced(new ArraySpec(dtype, Geometry.of(shape, Broadcast.strides(shape, x, target))));
  }

  private String kernel() {
    return switch (curve) {
      case MSE_LOSS -> "mse_cpu";
      case HUBER_LOSS -> "huber_cpu";
      default -> "smooth_l1_cpu";
    };
  }

  /// Unlike the others, huber_loss computes into a tensor like its input.
  private static DType ofInput(DType input, DType promoted) {
    TorchException.check(
        input.isFloatingPoint() || !promoted.isFloatingPoint(),
        () ->
            "result type "
                + promoted.scalarType()
                + " can't be cast to the desired output type "
                + input.scalarType());
    return input;
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    Dims shape = Broadcast.shape(in[0].shape(), in[1].shape());
    DType type = Loss.computing(out[0].dtype());
    NdArray x = Pointwise.converted(kernels, in[0], type);
    NdArray target = Pointwise.converted(kernels, in[1], type);
    NdArray losses = NdArray.allocate(type, shape);
    kernels.zip(Sub.function(), x, target, losses);
    if (curve == Curve.MSE_LOSS) {
      kernels.zip(Binary.MUL.function(), losses, losses, losses);
    } else {
      kernels.map(curve.function(Curve.numbers(parameters)), losses, losses);
    }
    writeReduced(kernels, losses, out[0]);
  }

  @Override
  public void save(Saver saver) {
    curve.save(saver, parameters);
    saver.value("reduction", reduction);
    saver.input("self", 0);
    saver.input("target", 1);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    // All three curves are even: by the target it is the same with the roles exchanged.
    return FormulaNode.one(
        curve.label() + "BackwardBackward0",
        in -> slope(in[0], in[1], in[2]),
        g,
        saved.tensor(input == 0 ? "self" : "target"),
        saved.tensor(input == 0 ? "target" : "self"));
  }

  private Tensor slope(Tensor g, Tensor x, Tensor target) {
    Tensor difference = x.sub(target);
    Tensor incoming = perElement(g, difference.numel());
    return Operations.apply(new CurveGradient(curve, parameters, 1), incoming, difference);
  }
}
