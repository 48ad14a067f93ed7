package dev.gradfn.optim;

import static dev.gradfn.optim.InPlace.add_;
import static dev.gradfn.optim.InPlace.lerp_;
import static dev.gradfn.optim.InPlace.scalar;
import static dev.gradfn.optim.InPlace.tensor;
import static dev.gradfn.optim.InPlace.zerosLike;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import java.util.Map;

/// `torch.optim.Adafactor`: steps relative to the size of the weights, over a mean square of the
/// gradients of which matrices keep rows and columns alone (Shazeer and Stern, 2018).
public final class Adafactor extends PerTensorOptimizer {
  static final Constructor CONSTRUCTOR =
      Constructor.of(
          "Adafactor(params, lr=0.01, beta2_decay=-0.8, eps=(None, 0.001), d=1.0,"
              + " weight_decay=0.0, *, foreach=None, maximize=False)",
          "lr",
          "beta2_decay",
          "eps",
          "d",
          "weight_decay",
          "foreach",
          "maximize");

  /// @param params see [Optimizer]
  /// @throws TorchException for a value out of its range
  public Adafactor(Iterable<?> params, Option... options) {
    var given = CONSTRUCTOR.bind(params, options);
    Pair eps = Pair.of("eps", given.get("eps"));
    require(given.number("lr"), 0, true, "Learning rate should be >= 0");
    require(given.number("beta2_decay"), 0, false, "beta2_decay should be <= 0");
    if (eps.first() != null) require(eps.first(), 0, true, "epsilon1 should be >= 0");
    require(eps.second(), 0, true, "epsilon2 should be >= 0");
    require(given.number("d"), 1, true, "Clipping threshold d should be >= 1");
    require(given.number("weight_decay"), 0, true, "weight_decay should be >= 0");
    super(params, CONSTRUCTOR.defaults(given));
  }

  private static void require(Number value, double bound, boolean above, String what) {
    double number = value.doubleValue();
    if (above ? number >= bound : number <= bound) return;
    throw TorchException.value(what + " but is: " + PythonText.of(value));
  }

  @Override
  protected void update(ParamGroup group, Tensor param, Tensor gradient) {
    Map<String, Object> state = stateOf(param);
    if (state.isEmpty()) begin(state, gradient);
    double step = InPlace.count(state);
    Pair eps = group.pair("eps");
    double least = eps.first() == null ? spacing(param.dtype()) : eps.first().doubleValue();
    double lr = group.number("lr");
    double size = Math.max(eps.second().doubleValue(), rootMeanSquare(param));
    double rate = size * Math.min(lr, 1 / Math.sqrt(step));
    double decay = group.number("weight_decay");
    if (decay != 0) param.mul_(1 - lr * decay);
    Tensor direction = group.isSet("maximize") ? gradient.neg() : gradient;
    double share = Math.pow(step, group.number("beta2_decay"));
    Tensor change =
        meanSquare(state, direction, share, least).clampMin(least * least).rsqrt().mul(direction);
    double excess = Math.max(1, rootMeanSquare(change) / group.number("d"));
    add_(param, change, -rate / excess);
  }

  private static void begin(Map<String, Object> state, Tensor gradient) {
    state.put("step", scalar(0));
    if (gradient.dim() > 1) {
      Dims shape = gradient.shape();
      state.put("row_var", zeros(gradient, shape.with(-1, 1)));
      state.put("col_var", zeros(gradient, shape.with(-2, 1)));
    } else {
      state.put("variance", zerosLike(gradient));
    }
  }

  private static Tensor zeros(Tensor like, Dims shape) {
    return Tensor.zeros(like.dtype(), like.device(), shape);
  }

  /// The running mean of the squares: of a matrix, the product of those of rows and columns.
  private static Tensor meanSquare(
      Map<String, Object> state, Tensor gradient, double share, double least) {
    Tensor squares = gradient.mul(gradient);
    if (gradient.dim() <= 1) return lerp_(tensor(state, "variance"), squares, share);
    Tensor rows = lerp_(tensor(state, "row_var"), mean(squares, -1), share);
    Tensor columns = lerp_(tensor(state, "col_var"), mean(squares, -2), share);
    return rows.mul(columns).div(mean(rows, -2).clampMin(least));
  }

  private static Tensor mean(Tensor x, int dim) {
    return x.sum(Dims.of(dim), true).div(x.shape().get(dim));
  }

  private static double rootMeanSquare(Tensor x) {
    return x.mul(x).sum().sqrt().item() / Math.sqrt(x.numel());
  }

  /// From 1 to the next number.
  private static double spacing(DType dtype) {
    return switch (dtype) {
      case FLOAT64 -> Math.ulp(1.0);
      case FLOAT16 -> 0x1p-10;
      case BFLOAT16 -> 0x1p-7;
      default -> Math.ulp(1f);
    };
  }
}
