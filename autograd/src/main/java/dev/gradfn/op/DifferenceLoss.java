package dev.gradfn.op;

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
    return reduced(new ArraySpec(dtype, Geometry.of(shape, Broadcast.strides(shape, x, target))));
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
    double[] x = ElementLoop.read(kernels, in[0], shape);
    double[] target = ElementLoop.read(kernels, in[1], shape);
    double[] numbers = Curve.numbers(parameters);
    ParametricFunction value = curve.derivative(0);
    for (int i = 0; i < x.length; i++) x[i] = value.at(x[i] - target[i], numbers);
    writeReduced(kernels, x, out[0]);
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
    Tensor difference = saved.tensor("self").sub(saved.tensor("target"));
    Tensor incoming = perElement(g, difference.numel());
    CurveGradient slope = new CurveGradient(curve, parameters, 1);
    Tensor gradient = Operations.apply(slope, incoming, difference);
    return input == 0 ? gradient : gradient.neg();
  }
}
