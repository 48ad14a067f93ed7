package dev.gradfn.optim.schedule;

import dev.gradfn.optim.Optimizer;
import dev.gradfn.optim.Option;
import dev.gradfn.signature.Arguments;
import dev.gradfn.signature.Signature;

/// Lets the rate fall to 0 in `total_iters` epochs, along a power of the rest.
public final class PolynomialLR extends LRScheduler {
  static final Signature SIGNATURE =
      Signature.parse("PolynomialLR(optimizer, total_iters=5, power=1.0, last_epoch=-1)");

  public PolynomialLR(Optimizer optimizer, Option... options) {
    this(bind(SIGNATURE, optimizer, options));
  }

  PolynomialLR(Arguments given) {
    super(given, "total_iters", "power");
  }

  @Override
  double next(int group, double lr) {
    double total = number("total_iters");
    if (isInitial() || epoch() > total) return lr;
    double share = (1 - epoch() / total) / (1 - (epoch() - 1) / total);
    return lr * Math.pow(share, number("power"));
  }

  @Override
  double closedForm(int group) {
    double total = number("total_iters");
    double rest = 1 - Math.min(total, epoch()) / total;
    return baseLr(group) * Math.pow(rest, number("power"));
  }
}
