package dev.gradfn.optim;

import static dev.gradfn.optim.InPlace.addcdiv_;
import static dev.gradfn.optim.InPlace.averageSquare_;
import static dev.gradfn.optim.InPlace.descentDecoupled;
import static dev.gradfn.optim.InPlace.lerp_;
import static dev.gradfn.optim.InPlace.tensor;
import static dev.gradfn.optim.InPlace.zerosLike;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import java.util.Map;

/// `torch.optim.NAdam`: [Adam] that looks ahead along its momentum, as Nesterov's.
public final class NAdam extends PerTensorOptimizer {
  static final Constructor CONSTRUCTOR =
      Constructor.of(
          "NAdam(params, lr=0.002, betas=(0.9, 0.999), eps=1e-08, weight_decay=0,"
              + " momentum_decay=0.004, decoupled_weight_decay=False, *, maximize=False,"
              + " foreach=None, capturable=False, differentiable=False)",
          "lr",
          "betas",
          "eps",
          "weight_decay",
          "momentum_decay",
          "decoupled_weight_decay",
          "maximize",
          "foreach",
          "capturable",
          "differentiable");

  /// @param params see [Optimizer]
  /// @throws TorchException for a value out of its range
  public NAdam(Iterable<?> params, Option... options) {
    var given = CONSTRUCTOR.bind(params, options);
    Errors.requireNotNegative(given, "lr", "learning rate");
    Errors.requireNotNegative(given, "eps", "epsilon value");
    Errors.requireBetas(given);
    Errors.requireNotNegative(given, "weight_decay", "weight_decay value");
    Errors.requireNotNegative(given, "momentum_decay", "momentum_decay value");
    super(params, CONSTRUCTOR.defaults(given));
  }

  @Override
  protected void update(ParamGroup group, Tensor param, Tensor gradient) {
    Map<String, Object> state = stateOf(param);
    if (state.isEmpty()) {
      state.put("step", InPlace.scalar(0));
      state.put("mu_product", InPlace.scalar(1));
      state.put("exp_avg", zerosLike(param));
      state.put("exp_avg_sq", zerosLike(param));
    }
    double step = InPlace.count(state);
    double lr = group.number("lr");
    double beta1 = group.betas().first().doubleValue();
    double beta2 = group.betas().second().doubleValue();
    Tensor direction = descentDecoupled(group, param, gradient);
    double now = momentum(group, beta1, step);
    double next = momentum(group, beta1, step + 1);
    double product = tensor(state, "mu_product").mul_(now).item();
    Tensor average = lerp_(tensor(state, "exp_avg"), direction, 1 - beta1);
    Tensor square = averageSquare_(tensor(state, "exp_avg_sq"), direction, beta2);
    Tensor denominator = square.div(1 - Math.pow(beta2, step)).sqrt().add_(group.number("eps"));
    addcdiv_(param, direction, denominator, -lr * (1 - now) / (1 - product));
    addcdiv_(param, average, denominator, -lr * next / (1 - product * next));
  }

  /// The share of the old direction in a step; it grows with time.
  private static double momentum(ParamGroup group, double beta1, double step) {
    return beta1 * (1 - 0.5 * Math.pow(0.96, step * group.number("momentum_decay")));
  }
}
