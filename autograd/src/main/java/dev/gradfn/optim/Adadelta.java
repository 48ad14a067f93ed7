package dev.gradfn.optim;

import static dev.gradfn.optim.InPlace.add_;
import static dev.gradfn.optim.InPlace.averageSquare_;
import static dev.gradfn.optim.InPlace.descent;
import static dev.gradfn.optim.InPlace.div_;
import static dev.gradfn.optim.InPlace.sqrt_;
import static dev.gradfn.optim.InPlace.tensor;
import static dev.gradfn.optim.InPlace.zerosLike;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import java.util.Map;

/// `torch.optim.Adadelta`: steps in the units of the weights, from the mean squares of gradients
/// and of earlier steps.
public final class Adadelta extends PerTensorOptimizer {
  static final Constructor CONSTRUCTOR =
      Constructor.of(
          "Adadelta(params, lr=1.0, rho=0.9, eps=1e-06, weight_decay=0, foreach=None, *,"
              + " capturable=False, maximize=False, differentiable=False)",
          "lr",
          "rho",
          "eps",
          "weight_decay",
          "maximize",
          "capturable",
          "foreach",
          "differentiable");

  /// @param params see [Optimizer]
  /// @throws TorchException for a value out of its range
  public Adadelta(Iterable<?> params, Option... options) {
    var given = CONSTRUCTOR.bind(params, options);
    double rho = given.number("rho").doubleValue();
    Errors.requireNotNegative(given, "lr", "learning rate");
    Errors.require(rho >= 0 && rho <= 1, "rho value", given.get("rho"));
    Errors.requireNotNegative(given, "eps", "epsilon value");
    Errors.requireNotNegative(given, "weight_decay", "weight_decay value");
    super(params, CONSTRUCTOR.defaults(given));
  }

  @Override
  protected void update(ParamGroup group, Tensor param, Tensor gradient) {
    Map<String, Object> state = stateOf(param);
    if (state.isEmpty()) {
      state.put("step", InPlace.scalar(0));
      state.put("square_avg", zerosLike(param));
      state.put("acc_delta", zerosLike(param));
    }
    InPlace.count(state);
    double rho = group.number("rho");
    double eps = group.number("eps");
    Tensor direction = descent(group, param, gradient);
    Tensor square = averageSquare_(tensor(state, "square_avg"), direction, rho);
    Tensor steps = tensor(state, "acc_delta");
    Tensor spread = sqrt_(square.add(eps));
    Tensor change = div_(sqrt_(steps.add(eps)), spread).mul_(direction);
    averageSquare_(steps, change, rho);
    add_(param, change, -group.number("lr"));
  }
}
