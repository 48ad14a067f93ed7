package dev.gradfn.optim.schedule;

import dev.gradfn.autograd.TorchException;
import dev.gradfn.autograd.Warnings;
import dev.gradfn.optim.Optimizer;
import dev.gradfn.optim.Option;
import dev.gradfn.optim.ParamGroup;
import dev.gradfn.signature.Arguments;
import dev.gradfn.signature.Signature;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A schedule that counts epochs: from each group's rate it makes the next.
public abstract sealed class LRScheduler extends Scheduler
    permits LambdaLR,
        MultiplicativeLR,
        StepLR,
        MultiStepLR,
        ConstantLR,
        LinearLR,
        ExponentialLR,
        PolynomialLR,
        CosineAnnealingLR,
        CosineAnnealingWarmRestarts,
        OneCycleLR,
        CyclicLR,
        SWALR {
  private static final String STEP_FIRST =
      "Detected call of `lr_scheduler.step()` before `optimizer.step()`. In PyTorch 1.1.0 and"
          + " later, you should call them in the opposite order: `optimizer.step()` before"
          + " `lr_scheduler.step()`.  Failure to do this will result in PyTorch skipping the first"
          + " value of the learning rate schedule. See more details at"
          + " https://pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate";

  /// What is said to a step with a number.
  public static final String EPOCH_DEPRECATED =
      "The epoch parameter in `scheduler.step()` was not necessary and is being deprecated where"
          + " possible. Please use `scheduler.step()` to step the scheduler. During the deprecation,"
          + " if epoch is different from None, the closed form is used instead of the new chainable"
          + " form, where available. Please open an issue if you are unable to replicate your use"
          + " case: https://github.com/pytorch/pytorch/issues/new/choose.";

  private static final String BASE_LRS = "base_lrs";
  private static final String STEP_COUNT = "_step_count";
  private static final String INITIAL = "_is_initial";

  /// @param names those arguments that are attributes, in order
  LRScheduler(Arguments given, String... names) {
    this(given, attributes(given, names));
  }

  /// @param attributes what the schedule adds to the common ones, in order
  LRScheduler(Arguments given, Map<String, Object> attributes) {
    super(given.get("optimizer"));
    attributes.forEach(this::set);
    long lastEpoch = given.integer(LAST_EPOCH);
    for (int i = 0; i < groups().size(); i++) requireInitialLr(i, lastEpoch == -1);
    setBaseLrs(groups().stream().map(group -> group.get("initial_lr")).toList());
    set(LAST_EPOCH, lastEpoch);
    initialStep();
  }

  static Map<String, Object> attributes(Arguments given, String... names) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    for (String name : names) attributes.put(name, given.get(name));
    return attributes;
  }

  static Arguments bind(Signature signature, Optimizer optimizer, Option... options) {
    return signature.bind(List.of(optimizer), Option.asMap(options));
  }

  private void requireInitialLr(int index, boolean fresh) {
    ParamGroup group = groups().get(index);
    if (group.has("initial_lr")) return;
    if (fresh) {
      group.set("initial_lr", group.get("lr"));
      return;
    }
    throw new TorchException(
        TorchException.Kind.KEY,
        "param 'initial_lr' is not specified in param_groups["
            + index
            + "] when resuming scheduler with last_epoch >= 0.\n"
            + "This typically happens when:\n"
            + "1. You're trying to resume training from a checkpoint but haven't properly loaded"
            + " the optimizer state\n"
            + "2. You're using last_epoch >= 0 for a fresh training run (not recommended)");
  }

  final void setBaseLrs(List<?> rates) {
    set(BASE_LRS, rates);
  }

  final double baseLr(int group) {
    return ((Number) ((List<?>) get(BASE_LRS)).get(group)).doubleValue();
  }

  final double epoch() {
    return number(LAST_EPOCH);
  }

  final boolean isInitial() {
    return isSet(INITIAL);
  }

  final boolean isFirstStep() {
    return number(STEP_COUNT) == 1;
  }

  /// The rate of a group at [#epoch].
  ///
  /// @param lr its rate now
  abstract double next(int group, double lr);

  /// The same without its rate now, where there is a formula.
  double closedForm(int group) {
    return next(group, groups().get(group).number("lr"));
  }

  @Override
  final void initialStep() {
    set(STEP_COUNT, 0L);
    set(INITIAL, true);
    try {
      step();
    } finally {
      set(INITIAL, false);
    }
  }

  @Override
  public void step() {
    count();
    advance(null);
  }

  /// Goes to an epoch, by the closed form where there is one.
  public void step(Number epoch) {
    count();
    Warnings.warn(EPOCH_DEPRECATED);
    advance(epoch);
  }

  private void count() {
    if (isFirstStep() && !optimizer().hasStepped()) Warnings.warn(STEP_FIRST);
    set(STEP_COUNT, (Long) get(STEP_COUNT) + 1);
  }

  @Override
  void restart() {
    advance(0L);
  }

  private void advance(Number epoch) {
    set(LAST_EPOCH, epoch == null ? (Number) ((Long) get(LAST_EPOCH) + 1) : epoch);
    double[] rates = new double[groups().size()];
    for (int i = 0; i < rates.length; i++) {
      rates[i] = epoch == null ? next(i, groups().get(i).number("lr")) : closedForm(i);
    }
    apply(rates);
  }

  final void apply(double... rates) {
    for (int i = 0; i < rates.length; i++) groups().get(i).setNumber("lr", rates[i]);
    // Its place among the attributes is before the rates.
    set("_get_lr_called_within_step", false);
    keepLastLr();
  }
}
