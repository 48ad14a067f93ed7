package dev.gradfn.optim;

import static dev.gradfn.optim.InPlace.add_;
import static dev.gradfn.optim.InPlace.descent;
import static dev.gradfn.optim.InPlace.scalar;
import static dev.gradfn.optim.InPlace.tensor;
import static dev.gradfn.optim.InPlace.zerosLike;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import java.util.Map;

/// `torch.optim.ASGD`: gradient descent with a falling rate, and in the state (`ax`) the average of
/// the weights from step `t0` on (Polyak and Juditsky, 1992).
public final class ASGD extends PerTensorOptimizer {
  static final Constructor CONSTRUCTOR =
      Constructor.of(
          "ASGD(params, lr=0.01, lambd=0.0001, alpha=0.75, t0=1000000.0, weight_decay=0,"
              + " foreach=None, maximize=False, differentiable=False, capturable=False)",
          "lr",
          "lambd",
          "alpha",
          "t0",
          "weight_decay",
          "foreach",
          "maximize",
          "differentiable",
          "capturable");

  /// @param params see [Optimizer]
  /// @throws TorchException for a value out of its range
  public ASGD(Iterable<?> params, Option... options) {
    var given = CONSTRUCTOR.bind(params, options);
    Errors.requireNotNegative(given, "lr", "learning rate");
    Errors.requireNotNegative(given, "weight_decay", "weight_decay value");
    super(params, CONSTRUCTOR.defaults(given));
  }

  @Override
  protected void update(ParamGroup group, Tensor param, Tensor gradient) {
    Map<String, Object> state = stateOf(param);
    double lr = group.number("lr");
    if (state.isEmpty()) {
      state.put("step", scalar(0));
      state.put("eta", scalar(lr));
      state.put("mu", scalar(1));
      state.put("ax", zerosLike(param));
    }
    double step = InPlace.count(state);
    Tensor direction = descent(group, param, gradient);
    double rate = tensor(state, "eta").item();
    double lambda = group.number("lambd");
    param.mul_(1 - lambda * rate);
    add_(param, direction, -rate);
    average(tensor(state, "ax"), param, tensor(state, "mu").item());
    tensor(state, "eta").fill_(lr / Math.pow(1 + lambda * lr * step, group.number("alpha")));
    tensor(state, "mu").fill_(1 / Math.max(1, step - group.number("t0")));
  }

  private static void average(Tensor average, Tensor param, double share) {
    if (share == 1) average.copy_(param);
    else add_(average, param.sub(average), share);
  }
}
