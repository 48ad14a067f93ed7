package dev.gradfn.optim;

import static dev.gradfn.optim.InPlace.add_;
import static dev.gradfn.optim.InPlace.averageSquare_;
import static dev.gradfn.optim.InPlace.descentDecoupled;
import static dev.gradfn.optim.InPlace.lerp_;
import static dev.gradfn.optim.InPlace.tensor;
import static dev.gradfn.optim.InPlace.zerosLike;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import java.util.Map;

/// `torch.optim.RAdam`: [Adam] that adapts its steps only once their variance is known.
public final class RAdam extends PerTensorOptimizer {
  static final Constructor CONSTRUCTOR =
      Constructor.of(
          "RAdam(params, lr=0.001, betas=(0.9, 0.999), eps=1e-08, weight_decay=0,"
              + " decoupled_weight_decay=False, *, maximize=False, foreach=None, capturable=False,"
              + " differentiable=False)",
          "lr",
          "betas",
          "eps",
          "weight_decay",
          "maximize",
          "foreach",
          "capturable",
          "decoupled_weight_decay",
          "differentiable");

  /// Below this length of the average, its variance has no bound.
  private static final double SHORTEST_KNOWN = 5;

  /// @param params see [Optimizer]
  /// @throws TorchException for a value out of its range
  public RAdam(Iterable<?> params, Option... options) {
    var given = CONSTRUCTOR.bind(params, options);
    Errors.requireNotNegative(given, "lr", "learning rate");
    Errors.requireNotNegative(given, "eps", "epsilon value");
    Errors.requireBetas(given);
    Errors.requireNotNegative(given, "weight_decay", "weight_decay value");
    super(params, CONSTRUCTOR.defaults(given));
  }

  @Override
  protected void update(ParamGroup group, Tensor param, Tensor gradient) {
    Map<String, Object> state = stateOf(param);
    if (state.isEmpty()) {
      state.put("step", InPlace.scalar(0));
      state.put("exp_avg", zerosLike(param));
      state.put("exp_avg_sq", zerosLike(param));
    }
    double step = InPlace.count(state);
    double beta1 = group.betas().first().doubleValue();
    double beta2 = group.betas().second().doubleValue();
    Tensor direction = descentDecoupled(group, param, gradient);
    Tensor average = lerp_(tensor(state, "exp_avg"), direction, 1 - beta1);
    Tensor square = averageSquare_(tensor(state, "exp_avg_sq"), direction, beta2);
    double power = Math.pow(beta2, step);
    double longest = 2 / (1 - beta2) - 1;
    double length = longest - 2 * step * power / (1 - power);
    Tensor change = average.div(1 - Math.pow(beta1, step)).mul(group.number("lr"));
    if (length > SHORTEST_KNOWN) {
      Tensor spread = square.sqrt().add_(group.number("eps"));
      change =
          change
              .mul(spread.reciprocal().mul(Math.sqrt(1 - power)))
              .mul(rectification(length, longest));
    }
    add_(param, change, -1);
  }

  private static double rectification(double length, double longest) {
    return Math.sqrt(
        (length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length));
  }
}
