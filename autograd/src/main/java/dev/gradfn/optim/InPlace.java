package dev.gradfn.optim;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.core.Dims;
import dev.gradfn.op.Add;
import dev.gradfn.op.AddProduct;
import dev.gradfn.op.Binary;
import dev.gradfn.op.Lerp;
import dev.gradfn.op.Unary;
import java.util.Map;

/// The steps that update rules are made of. All change their first tensor.
final class InPlace {
  private InPlace() {}

  /// `self + alpha · other`.
  static Tensor add_(Tensor self, Tensor other, double alpha) {
    return Operations.applyInPlace(new Add(alpha), self, other);
  }

  /// `self + value · a · b`.
  static Tensor addcmul_(Tensor self, Tensor a, Tensor b, double value) {
    return Operations.applyInPlace(new AddProduct(false, value), self, a, b);
  }

  /// `self + value · a / b`.
  static Tensor addcdiv_(Tensor self, Tensor a, Tensor b, double value) {
    return Operations.applyInPlace(new AddProduct(true, value), self, a, b);
  }

  static Tensor div_(Tensor self, Tensor other) {
    return Operations.applyInPlace(Binary.DIV, self, other);
  }

  static Tensor sqrt_(Tensor self) {
    return Operations.applyInPlace(Unary.SQRT, self);
  }

  static Tensor lerp_(Tensor self, Tensor end, double weight) {
    return Operations.applyInPlace(new Lerp(weight), self, end);
  }

  /// The running average `decay · self + (1 − decay) · gradient²`.
  static Tensor averageSquare_(Tensor self, Tensor gradient, double decay) {
    return addcmul_(self.mul_(decay), gradient, gradient, 1 - decay);
  }

  static Tensor zerosLike(Tensor param) {
    return param.detach().cloned().zero_();
  }

  /// A float32 scalar, whatever the type of the parameter.
  static Tensor scalar(double value) {
    return Tensor.full(DType.FLOAT32, Device.CPU, Dims.of(), value);
  }

  /// Counts one more step in `state`.
  ///
  /// @return the number of this step, from 1
  static double count(Map<String, Object> state) {
    return ((Tensor) state.get("step")).add_(1).item();
  }

  static Tensor tensor(Map<String, Object> state, String name) {
    return (Tensor) state.get(name);
  }

  /// The gradient to follow: downhill, or uphill to maximise; with the decay of the weight.
  static Tensor descent(ParamGroup group, Tensor param, Tensor gradient) {
    Tensor downhill = uphillOrDown(group, gradient);
    double decay = group.number("weight_decay");
    return decay == 0 ? downhill : downhill.add(param, decay);
  }

  /// The same where the decay may be apart from the gradient: then the weight shrinks at once.
  static Tensor descentDecoupled(ParamGroup group, Tensor param, Tensor gradient) {
    if (!group.isSet("decoupled_weight_decay")) return descent(group, param, gradient);
    double decay = group.number("weight_decay");
    if (decay != 0) param.mul_(1 - group.number("lr") * decay);
    return uphillOrDown(group, gradient);
  }

  private static Tensor uphillOrDown(ParamGroup group, Tensor gradient) {
    return group.isSet("maximize") ? gradient.neg() : gradient;
  }
}
