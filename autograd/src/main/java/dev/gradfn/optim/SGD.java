package dev.gradfn.optim;

import static dev.gradfn.optim.InPlace.add_;
import static dev.gradfn.optim.InPlace.descent;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;

/// `torch.optim.SGD`: steepest descent, with momentum.
public final class SGD extends PerTensorOptimizer {
  static final Constructor CONSTRUCTOR =
      Constructor.of(
          "SGD(params, lr=0.001, momentum=0, dampening=0, weight_decay=0, nesterov=False, *,"
              + " maximize=False, foreach=None, differentiable=False, fused=None)",
          "lr",
          "momentum",
          "dampening",
          "weight_decay",
          "nesterov",
          "maximize",
          "foreach",
          "differentiable",
          "fused");

  /// @param params see [Optimizer]
  /// @throws TorchException for a value out of its range
  public SGD(Iterable<?> params, Option... options) {
    var given = CONSTRUCTOR.bind(params, options);
    Errors.requireNotNegative(given, "lr", "learning rate");
    Errors.requireNotNegative(given, "momentum", "momentum value");
    Errors.requireNotNegative(given, "weight_decay", "weight_decay value");
    boolean damped = given.number("dampening").doubleValue() != 0;
    if (given.bool("nesterov") && (damped || given.number("momentum").doubleValue() <= 0)) {
      throw TorchException.value("Nesterov momentum requires a momentum and zero dampening");
    }
    super(params, CONSTRUCTOR.defaults(given));
  }

  @Override
  protected void update(ParamGroup group, Tensor param, Tensor gradient) {
    Tensor direction = descent(group, param, gradient);
    double momentum = group.number("momentum");
    if (momentum != 0) {
      Tensor buffer = buffer(group, param, direction);
      direction = group.isSet("nesterov") ? direction.add(buffer, momentum) : buffer;
    }
    add_(param, direction, -group.number("lr"));
  }

  private Tensor buffer(ParamGroup group, Tensor param, Tensor direction) {
    var state = stateOf(param);
    Tensor buffer = InPlace.tensor(state, "momentum_buffer");
    if (buffer == null) {
      buffer = direction.detach().cloned();
      state.put("momentum_buffer", buffer);
      return buffer;
    }
    return add_(buffer.mul_(group.number("momentum")), direction, 1 - group.number("dampening"));
  }
}
