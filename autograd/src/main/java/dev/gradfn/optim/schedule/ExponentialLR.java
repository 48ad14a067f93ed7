package dev.gradfn.optim.schedule;

import dev.gradfn.optim.Optimizer;
import dev.gradfn.optim.Option;
import dev.gradfn.signature.Arguments;
import dev.gradfn.signature.Signature;

/// Multiplies the rate by `gamma` every epoch.
public final class ExponentialLR extends LRScheduler {
  static final Signature SIGNATURE =
      Signature.parse("ExponentialLR(optimizer, gamma, last_epoch=-1)");

  public ExponentialLR(Optimizer optimizer, Option... options) {
    this(bind(SIGNATURE, optimizer, options));
  }

  ExponentialLR(Arguments given) {
    super(given, "gamma");
  }

  @Override
  double next(int group, double lr) {
    return isInitial() ? lr : lr * number("gamma");
  }

  @Override
  double closedForm(int group) {
    return baseLr(group) * Math.pow(number("gamma"), epoch());
  }
}
