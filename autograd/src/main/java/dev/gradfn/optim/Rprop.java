package dev.gradfn.optim;

import static dev.gradfn.optim.InPlace.addcmul_;
import static dev.gradfn.optim.InPlace.scalar;
import static dev.gradfn.optim.InPlace.tensor;
import static dev.gradfn.optim.InPlace.zerosLike;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import java.util.Map;

/// `torch.optim.Rprop`: steps by the sign of the gradient, each weight with a step size of its own,
/// which grows while the sign stays and shrinks where it changes (Riedmiller and Braun, 1993).
public final class Rprop extends PerTensorOptimizer {
  static final Constructor CONSTRUCTOR =
      Constructor.of(
          "Rprop(params, lr=0.01, etas=(0.5, 1.2), step_sizes=(1e-06, 50), *, capturable=False,"
              + " foreach=None, maximize=False, differentiable=False)",
          "lr",
          "etas",
          "step_sizes",
          "foreach",
          "maximize",
          "differentiable",
          "capturable");

  /// @param params see [Optimizer]
  /// @throws TorchException for a value out of its range
  public Rprop(Iterable<?> params, Option... options) {
    var given = CONSTRUCTOR.bind(params, options);
    Errors.requireNotNegative(given, "lr", "learning rate");
    Pair etas = Pair.of("etas", given.get("etas"));
    double shrink = etas.first().doubleValue();
    double grow = etas.second().doubleValue();
    if (!(0 < shrink && shrink < 1 && 1 < grow)) {
      throw TorchException.value(
          "Invalid eta values: "
              + PythonText.of(etas.first())
              + ", "
              + PythonText.of(etas.second()));
    }
    super(params, CONSTRUCTOR.defaults(given));
  }

  @Override
  protected void update(ParamGroup group, Tensor param, Tensor gradient) {
    Map<String, Object> state = stateOf(param);
    if (state.isEmpty()) {
      state.put("step", scalar(0));
      state.put("prev", zerosLike(param));
      state.put("step_size", zerosLike(param).fill_(group.number("lr")));
    }
    InPlace.count(state);
    Tensor direction = group.isSet("maximize") ? gradient.neg() : gradient;
    Tensor before = tensor(state, "prev");
    Tensor agreement = direction.mul(before);
    Tensor turned = agreement.lt(0);
    resize(group, tensor(state, "step_size"), agreement.gt(0), turned);
    // Where the sign changed, the weight waits for one step.
    Tensor kept = direction.maskedFill(turned, 0);
    addcmul_(param, kept.sign(), tensor(state, "step_size"), -1);
    before.copy_(kept);
  }

  private static void resize(ParamGroup group, Tensor sizes, Tensor stays, Tensor turned) {
    Pair etas = group.pair("etas");
    Pair limits = group.pair("step_sizes");
    Tensor factors = Tensor.ones(sizes.dtype(), sizes.device(), sizes.shape());
    factors.maskedFill_(stays, etas.second()).maskedFill_(turned, etas.first());
    sizes.mul_(factors).clamp_(limits.first(), limits.second());
  }
}
