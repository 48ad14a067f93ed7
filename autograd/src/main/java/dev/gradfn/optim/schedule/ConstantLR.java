package dev.gradfn.optim.schedule;

import dev.gradfn.autograd.TorchException;
import dev.gradfn.optim.Optimizer;
import dev.gradfn.optim.Option;
import dev.gradfn.signature.Arguments;
import dev.gradfn.signature.Signature;

/// Multiplies the rate by `factor` for the first `total_iters` epochs.
public final class ConstantLR extends LRScheduler {
  static final Signature SIGNATURE =
      Signature.parse(
          "ConstantLR(optimizer, factor=0.3333333333333333, total_iters=5, last_epoch=-1)");

  public ConstantLR(Optimizer optimizer, Option... options) {
    this(bind(SIGNATURE, optimizer, options));
  }

  ConstantLR(Arguments given) {
    double factor = given.number("factor").doubleValue();
    if (factor > 1 || factor < 0) {
      throw TorchException.value("Constant multiplicative factor expected to be between 0 and 1.");
    }
    super(given, "factor", "total_iters");
  }

  @Override
  double next(int group, double lr) {
    if (epoch() == 0) return lr * number("factor");
    return epoch() == number("total_iters") ? lr * (1 / number("factor")) : lr;
  }

  @Override
  double closedForm(int group) {
    return baseLr(group) * (epoch() >= number("total_iters") ? 1 : number("factor"));
  }
}
