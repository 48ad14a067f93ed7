package dev.gradfn.optim;

import static dev.gradfn.optim.InPlace.addcdiv_;
import static dev.gradfn.optim.InPlace.descent;
import static dev.gradfn.optim.InPlace.lerp_;
import static dev.gradfn.optim.InPlace.tensor;
import static dev.gradfn.optim.InPlace.zerosLike;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import java.util.Map;

/// `torch.optim.Adamax`: [Adam] with the largest recent gradient in place of the mean square.
public final class Adamax extends PerTensorOptimizer {
  static final Constructor CONSTRUCTOR =
      Constructor.of(
          "Adamax(params, lr=0.002, betas=(0.9, 0.999), eps=1e-08, weight_decay=0, foreach=None, *,"
              + " maximize=False, differentiable=False, capturable=False)",
          "lr",
          "betas",
          "eps",
          "weight_decay",
          "foreach",
          "maximize",
          "differentiable",
          "capturable");

  /// @param params see [Optimizer]
  /// @throws TorchException for a value out of its range
  public Adamax(Iterable<?> params, Option... options) {
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
      state.put("exp_inf", zerosLike(param));
    }
    double step = InPlace.count(state);
    double beta1 = group.betas().first().doubleValue();
    Tensor direction = descent(group, param, gradient);
    Tensor average = lerp_(tensor(state, "exp_avg"), direction, 1 - beta1);
    Tensor largest = tensor(state, "exp_inf").mul_(group.betas().second());
    largest.copy_(largest.maximum(direction.abs().add_(group.number("eps"))));
    addcdiv_(param, average, largest, -(group.number("lr") / (1 - Math.pow(beta1, step))));
  }
}
