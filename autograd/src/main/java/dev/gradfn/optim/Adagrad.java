package dev.gradfn.optim;

import static dev.gradfn.optim.InPlace.addcdiv_;
import static dev.gradfn.optim.InPlace.addcmul_;
import static dev.gradfn.optim.InPlace.descent;
import static dev.gradfn.optim.InPlace.tensor;
import static dev.gradfn.optim.InPlace.zerosLike;

import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import java.util.Map;

/// `torch.optim.Adagrad`: steps divided by the root of the sum of all squared gradients.
public final class Adagrad extends PerTensorOptimizer {
  static final Constructor CONSTRUCTOR =
      Constructor.of(
          "Adagrad(params, lr=0.01, lr_decay=0, weight_decay=0, initial_accumulator_value=0,"
              + " eps=1e-10, foreach=None, *, maximize=False, differentiable=False, fused=None)",
          "lr",
          "lr_decay",
          "eps",
          "weight_decay",
          "initial_accumulator_value",
          "foreach",
          "maximize",
          "differentiable",
          "fused");

  /// @param params see [Optimizer]
  /// @throws TorchException for a value out of its range
  public Adagrad(Iterable<?> params, Option... options) {
    var given = CONSTRUCTOR.bind(params, options);
    Errors.requireNotNegative(given, "lr", "learning rate");
    Errors.requireNotNegative(given, "lr_decay", "lr_decay value");
    Errors.requireNotNegative(given, "weight_decay", "weight_decay value");
    Errors.requireNotNegative(
        given, "initial_accumulator_value", "initial_accumulator_value value");
    Errors.requireNotNegative(given, "eps", "epsilon value");
    super(params, CONSTRUCTOR.defaults(given));
    // Unlike the others it has its state from the start.
    for (ParamGroup group : paramGroups()) {
      for (Tensor param : group.params()) started(group, param);
    }
  }

  private Map<String, Object> started(ParamGroup group, Tensor param) {
    Map<String, Object> state = stateOf(param);
    if (state.isEmpty()) {
      double initial = group.number("initial_accumulator_value");
      state.put("step", InPlace.scalar(0));
      state.put("sum", Autograd.noGrad(() -> zerosLike(param).fill_(initial)));
    }
    return state;
  }

  @Override
  protected void update(ParamGroup group, Tensor param, Tensor gradient) {
    Map<String, Object> state = started(group, param);
    double step = InPlace.count(state);
    Tensor direction = descent(group, param, gradient);
    double rate = group.number("lr") / (1 + (step - 1) * group.number("lr_decay"));
    Tensor sum = addcmul_(tensor(state, "sum"), direction, direction, 1);
    addcdiv_(param, direction, sum.sqrt().add_(group.number("eps")), -rate);
  }
}
