package dev.gradfn.optim;

import static dev.gradfn.optim.InPlace.add_;
import static dev.gradfn.optim.InPlace.addcdiv_;
import static dev.gradfn.optim.InPlace.averageSquare_;
import static dev.gradfn.optim.InPlace.descent;
import static dev.gradfn.optim.InPlace.lerp_;
import static dev.gradfn.optim.InPlace.sqrt_;
import static dev.gradfn.optim.InPlace.tensor;
import static dev.gradfn.optim.InPlace.zerosLike;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import java.util.Map;

/// `torch.optim.RMSprop`: steps divided by the root of the mean square of recent gradients.
public final class RMSprop extends PerTensorOptimizer {
  static final Constructor CONSTRUCTOR =
      Constructor.of(
          "RMSprop(params, lr=0.01, alpha=0.99, eps=1e-08, weight_decay=0, momentum=0,"
              + " centered=False, capturable=False, foreach=None, maximize=False,"
              + " differentiable=False)",
          "lr",
          "momentum",
          "alpha",
          "eps",
          "centered",
          "weight_decay",
          "capturable",
          "foreach",
          "maximize",
          "differentiable");

  /// @param params see [Optimizer]
  /// @throws TorchException for a value out of its range
  public RMSprop(Iterable<?> params, Option... options) {
    var given = CONSTRUCTOR.bind(params, options);
    Errors.requireNotNegative(given, "lr", "learning rate");
    Errors.requireNotNegative(given, "eps", "epsilon value");
    Errors.requireNotNegative(given, "momentum", "momentum value");
    Errors.requireNotNegative(given, "weight_decay", "weight_decay value");
    Errors.requireNotNegative(given, "alpha", "alpha value");
    super(params, CONSTRUCTOR.defaults(given));
  }

  @Override
  protected void update(ParamGroup group, Tensor param, Tensor gradient) {
    double momentum = group.number("momentum");
    double lr = group.number("lr");
    Map<String, Object> state = stateOf(param);
    if (state.isEmpty()) start(state, param, momentum > 0, group.isSet("centered"));
    InPlace.count(state);
    Tensor direction = descent(group, param, gradient);
    double alpha = group.number("alpha");
    Tensor square = averageSquare_(tensor(state, "square_avg"), direction, alpha);
    Tensor spread;
    if (group.isSet("centered")) {
      Tensor mean = lerp_(tensor(state, "grad_avg"), direction, 1 - alpha);
      spread = sqrt_(square.addcmul(mean, mean, -1));
    } else {
      spread = square.sqrt();
    }
    spread.add_(group.number("eps"));
    if (momentum > 0) {
      Tensor buffer = tensor(state, "momentum_buffer").mul_(momentum);
      add_(param, addcdiv_(buffer, direction, spread, 1), -lr);
    } else {
      addcdiv_(param, direction, spread, -lr);
    }
  }

  private static void start(
      Map<String, Object> state, Tensor param, boolean momentum, boolean centered) {
    state.put("step", InPlace.scalar(0));
    state.put("square_avg", zerosLike(param));
    if (momentum) state.put("momentum_buffer", zerosLike(param));
    if (centered) state.put("grad_avg", zerosLike(param));
  }
}
