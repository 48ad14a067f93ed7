package dev.gradfn.optim.schedule;

import dev.gradfn.optim.Optimizer;
import dev.gradfn.optim.Option;
import dev.gradfn.signature.Arguments;
import dev.gradfn.signature.Signature;

/// Lets the rate fall to `eta_min` along half a cosine of `T_max` epochs, and rise again.
public final class CosineAnnealingLR extends LRScheduler {
  static final Signature SIGNATURE =
      Signature.parse("CosineAnnealingLR(optimizer, T_max, eta_min=0.0, last_epoch=-1)");

  public CosineAnnealingLR(Optimizer optimizer, Option... options) {
    this(bind(SIGNATURE, optimizer, options));
  }

  CosineAnnealingLR(Arguments given) {
    super(given, "T_max", "eta_min");
  }

  @Override
  double next(int group, double lr) {
    double period = number("T_max");
    double least = number("eta_min");
    if (isInitial()) return lr;
    if (isFirstStep() && epoch() > 0) return closedForm(group);
    double afterTurn = epoch() - 1 - period;
    if (afterTurn - 2 * period * Math.floor(afterTurn / (2 * period)) == 0) {
      // The formula below would divide by zero.
      return lr + (baseLr(group) - least) * (1 - Math.cos(Math.PI / period)) / 2;
    }
    double now = 1 + Math.cos(Math.PI * epoch() / period);
    double before = 1 + Math.cos(Math.PI * (epoch() - 1) / period);
    return now / before * (lr - least) + least;
  }

  @Override
  double closedForm(int group) {
    double least = number("eta_min");
    double height = 1 + Math.cos(Math.PI * epoch() / number("T_max"));
    return least + (baseLr(group) - least) * height / 2;
  }
}
