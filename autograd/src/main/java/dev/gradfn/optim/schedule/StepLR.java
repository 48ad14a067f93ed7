package dev.gradfn.optim.schedule;

import dev.gradfn.optim.Optimizer;
import dev.gradfn.optim.Option;
import dev.gradfn.signature.Arguments;
import dev.gradfn.signature.Signature;

/// Multiplies the rate by `gamma` every `step_size` epochs.
public final class StepLR extends LRScheduler {
  static final Signature SIGNATURE =
      Signature.parse("StepLR(optimizer, step_size, gamma=0.1, last_epoch=-1)");

  public StepLR(Optimizer optimizer, Option... options) {
    this(bind(SIGNATURE, optimizer, options));
  }

  StepLR(Arguments given) {
    super(given, "step_size", "gamma");
  }

  @Override
  double next(int group, double lr) {
    boolean stays = epoch() == 0 || epoch() % number("step_size") != 0;
    return stays ? lr : lr * number("gamma");
  }

  @Override
  double closedForm(int group) {
    double times = Math.floor(epoch() / number("step_size"));
    return baseLr(group) * Math.pow(number("gamma"), times);
  }
}
