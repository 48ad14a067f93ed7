package dev.gradfn.optim;

import dev.gradfn.signature.Arguments;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongToDoubleFunction;

/// A keyword argument of an optimiser or a scheduler, under PyTorch's name:
///
/// ```java
/// import static dev.gradfn.optim.Option.*;
///
/// var optimizer = new SGD(model.parameters(), lr(0.1), momentum(0.9));
/// var scheduler = new StepLR(optimizer, stepSize(10), gamma(0.5));
/// ```
///
/// An option that its receiver does not know is an error of its constructor.
///
/// @param value a Long, Double, Boolean, String, function or List of these; null for None
public record Option(String name, Object value) {

  /// As the keywords of a call.
  ///
  /// @throws IllegalArgumentException if one is given twice
  public static Map<String, Object> asMap(Option... options) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (Option option : options) {
      if (map.containsKey(option.name)) {
        throw new IllegalArgumentException("keyword argument repeated: " + option.name);
      }
      map.put(option.name, option.value);
    }
    return map;
  }

  /// All bound arguments but one.
  public static Option[] ofAll(Arguments bound, String but) {
    return bound.values().entrySet().stream()
        .filter(entry -> !entry.getKey().equals(but))
        .map(entry -> new Option(entry.getKey(), entry.getValue()))
        .toArray(Option[]::new);
  }

  // ---- optimisers ----------------------------------------------------------------------------

  public static Option lr(double rate) {
    return new Option("lr", rate);
  }

  public static Option momentum(double value) {
    return new Option("momentum", value);
  }

  public static Option dampening(double value) {
    return new Option("dampening", value);
  }

  public static Option weightDecay(double value) {
    return new Option("weight_decay", value);
  }

  public static Option decoupledWeightDecay(boolean value) {
    return new Option("decoupled_weight_decay", value);
  }

  public static Option nesterov(boolean value) {
    return new Option("nesterov", value);
  }

  public static Option maximize(boolean value) {
    return new Option("maximize", value);
  }

  public static Option betas(double first, double second) {
    return new Option("betas", new Pair(first, second));
  }

  /// [Rprop]: by what a step size is multiplied where the sign of the gradient changed, and where
  /// it stayed.
  public static Option etas(double shrinking, double growing) {
    return new Option("etas", new Pair(shrinking, growing));
  }

  /// [Rprop]: the smallest and the largest step size.
  public static Option stepSizes(double smallest, double largest) {
    return new Option("step_sizes", new Pair(smallest, largest));
  }

  public static Option lambd(double value) {
    return new Option("lambd", value);
  }

  public static Option t0(double value) {
    return new Option("t0", value);
  }

  public static Option beta2Decay(double value) {
    return new Option("beta2_decay", value);
  }

  /// [Adafactor]: the largest root mean square of a step.
  public static Option d(double value) {
    return new Option("d", value);
  }

  public static Option eps(double value) {
    return new Option("eps", value);
  }

  public static Option amsgrad(boolean value) {
    return new Option("amsgrad", value);
  }

  public static Option momentumDecay(double value) {
    return new Option("momentum_decay", value);
  }

  public static Option alpha(double value) {
    return new Option("alpha", value);
  }

  public static Option centered(boolean value) {
    return new Option("centered", value);
  }

  public static Option lrDecay(double value) {
    return new Option("lr_decay", value);
  }

  public static Option initialAccumulatorValue(double value) {
    return new Option("initial_accumulator_value", value);
  }

  public static Option rho(double value) {
    return new Option("rho", value);
  }

  public static Option maxIter(int value) {
    return new Option("max_iter", (long) value);
  }

  public static Option maxEval(int value) {
    return new Option("max_eval", (long) value);
  }

  public static Option toleranceGrad(double value) {
    return new Option("tolerance_grad", value);
  }

  public static Option toleranceChange(double value) {
    return new Option("tolerance_change", value);
  }

  public static Option historySize(int value) {
    return new Option("history_size", (long) value);
  }

  /// @param name `strong_wolfe`
  public static Option lineSearch(String name) {
    return new Option("line_search_fn", name);
  }

  // ---- schedulers ----------------------------------------------------------------------------

  public static Option lastEpoch(int value) {
    return new Option("last_epoch", (long) value);
  }

  public static Option stepSize(int value) {
    return new Option("step_size", (long) value);
  }

  public static Option milestones(Integer... epochs) {
    return new Option("milestones", List.of(epochs).stream().map(Integer::longValue).toList());
  }

  public static Option gamma(double value) {
    return new Option("gamma", value);
  }

  public static Option factor(double value) {
    return new Option("factor", value);
  }

  public static Option startFactor(double value) {
    return new Option("start_factor", value);
  }

  public static Option endFactor(double value) {
    return new Option("end_factor", value);
  }

  public static Option totalIters(int value) {
    return new Option("total_iters", (long) value);
  }

  public static Option power(double value) {
    return new Option("power", value);
  }

  /// PyTorch's `T_max`.
  public static Option tMax(int value) {
    return new Option("T_max", (long) value);
  }

  /// PyTorch's `T_0`.
  public static Option tStart(int value) {
    return new Option("T_0", (long) value);
  }

  /// PyTorch's `T_mult`.
  public static Option tMult(int value) {
    return new Option("T_mult", (long) value);
  }

  public static Option etaMin(double value) {
    return new Option("eta_min", value);
  }

  /// @param ofEpoch one for all parameter groups, or one for each
  public static Option lrLambda(LongToDoubleFunction... ofEpoch) {
    return new Option("lr_lambda", ofEpoch.length == 1 ? ofEpoch[0] : List.of(ofEpoch));
  }

  /// @param rates one for all parameter groups, or one for each
  public static Option maxLr(Double... rates) {
    return new Option("max_lr", oneOrAll(rates));
  }

  /// @param rates one for all parameter groups, or one for each
  public static Option baseLr(Double... rates) {
    return new Option("base_lr", oneOrAll(rates));
  }

  /// @param rates one for all parameter groups, or one for each
  public static Option minLr(Double... rates) {
    return new Option("min_lr", oneOrAll(rates));
  }

  public static Option totalSteps(int value) {
    return new Option("total_steps", (long) value);
  }

  public static Option epochs(int value) {
    return new Option("epochs", (long) value);
  }

  public static Option stepsPerEpoch(int value) {
    return new Option("steps_per_epoch", (long) value);
  }

  public static Option pctStart(double value) {
    return new Option("pct_start", value);
  }

  /// @param name `cos` or `linear`
  public static Option annealStrategy(String name) {
    return new Option("anneal_strategy", name);
  }

  public static Option annealEpochs(int value) {
    return new Option("anneal_epochs", (long) value);
  }

  /// @param rates one for all parameter groups, or one for each
  public static Option swaLr(Double... rates) {
    return new Option("swa_lr", oneOrAll(rates));
  }

  public static Option cycleMomentum(boolean value) {
    return new Option("cycle_momentum", value);
  }

  /// @param values one for all parameter groups, or one for each
  public static Option baseMomentum(Double... values) {
    return new Option("base_momentum", oneOrAll(values));
  }

  /// @param values one for all parameter groups, or one for each
  public static Option maxMomentum(Double... values) {
    return new Option("max_momentum", oneOrAll(values));
  }

  public static Option divFactor(double value) {
    return new Option("div_factor", value);
  }

  public static Option finalDivFactor(double value) {
    return new Option("final_div_factor", value);
  }

  public static Option threePhase(boolean value) {
    return new Option("three_phase", value);
  }

  public static Option stepSizeUp(int value) {
    return new Option("step_size_up", (long) value);
  }

  public static Option stepSizeDown(int value) {
    return new Option("step_size_down", (long) value);
  }

  public static Option mode(String name) {
    return new Option("mode", name);
  }

  public static Option scaleFn(DoubleUnaryOperator function) {
    return new Option("scale_fn", function);
  }

  /// @param name `cycle` or `iterations`: the argument of the scale function
  public static Option scaleMode(String name) {
    return new Option("scale_mode", name);
  }

  public static Option patience(int value) {
    return new Option("patience", (long) value);
  }

  public static Option threshold(double value) {
    return new Option("threshold", value);
  }

  /// @param name `rel` or `abs`
  public static Option thresholdMode(String name) {
    return new Option("threshold_mode", name);
  }

  public static Option cooldown(int value) {
    return new Option("cooldown", (long) value);
  }

  private static Object oneOrAll(Double... values) {
    return values.length == 1 ? values[0] : List.of(values);
  }
}
