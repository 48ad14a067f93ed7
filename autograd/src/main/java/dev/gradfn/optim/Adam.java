package dev.gradfn.optim;

import static dev.gradfn.optim.InPlace.addcdiv_;
import static dev.gradfn.optim.InPlace.averageSquare_;
import static dev.gradfn.optim.InPlace.descentDecoupled;
import static dev.gradfn.optim.InPlace.lerp_;
import static dev.gradfn.optim.InPlace.tensor;
import static dev.gradfn.optim.InPlace.zerosLike;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.signature.Arguments;
import java.util.Map;

/// `torch.optim.Adam`: steps of about the size `lr`, from averages of the gradient and its square.
public sealed class Adam extends PerTensorOptimizer permits AdamW {
  static final String DECOUPLED = "decoupled_weight_decay";
  static final Constructor CONSTRUCTOR =
      constructor("Adam", "weight_decay=0", ", " + DECOUPLED + "=False");

  /// @param params see [Optimizer]
  /// @throws TorchException for a value out of its range
  public Adam(Iterable<?> params, Option... options) {
    Arguments given = CONSTRUCTOR.bind(params, options);
    this(given, params, given.bool(DECOUPLED));
  }

  Adam(Arguments given, Iterable<?> params, boolean decoupled) {
    Errors.requireNotNegative(given, "lr", "learning rate");
    Errors.requireNotNegative(given, "eps", "epsilon value");
    Errors.requireBetas(given);
    Errors.requireNotNegative(given, "weight_decay", "weight_decay value");
    Map<String, Object> defaults = CONSTRUCTOR.defaults(given);
    defaults.put(DECOUPLED, decoupled);
    super(params, defaults);
  }

  static Constructor constructor(String name, String decay, String more) {
    return Constructor.of(
        name
            + "(params, lr=0.001, betas=(0.9, 0.999), eps=1e-08, "
            + decay
            + ", amsgrad=False, *, maximize=False, foreach=None, capturable=False,"
            + " differentiable=False, fused=None"
            + more
            + ")",
        "lr",
        "betas",
        "eps",
        "weight_decay",
        "amsgrad",
        "maximize",
        "foreach",
        "capturable",
        "differentiable",
        "fused");
  }

  @Override
  protected void update(ParamGroup group, Tensor param, Tensor gradient) {
    Map<String, Object> state = stateOf(param);
    if (state.isEmpty()) start(state, param, group.isSet("amsgrad"));
    double step = InPlace.count(state);
    double beta1 = group.betas().first().doubleValue();
    double beta2 = group.betas().second().doubleValue();
    Tensor direction = descentDecoupled(group, param, gradient);
    Tensor average = lerp_(tensor(state, "exp_avg"), direction, 1 - beta1);
    Tensor square = averageSquare_(tensor(state, "exp_avg_sq"), direction, beta2);
    if (group.isSet("amsgrad")) {
      Tensor largest = tensor(state, "max_exp_avg_sq");
      square = largest.copy_(largest.maximum(square));
    }
    double spread = Math.sqrt(1 - Math.pow(beta2, step));
    Tensor denominator = square.sqrt().div(spread).add_(group.number("eps"));
    addcdiv_(param, average, denominator, -group.number("lr") / (1 - Math.pow(beta1, step)));
  }

  private static void start(Map<String, Object> state, Tensor param, boolean amsgrad) {
    state.put("step", InPlace.scalar(0));
    state.put("exp_avg", zerosLike(param));
    state.put("exp_avg_sq", zerosLike(param));
    if (amsgrad) state.put("max_exp_avg_sq", zerosLike(param));
  }
}
