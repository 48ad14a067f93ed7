package dev.gradfn.optim.schedule;

import dev.gradfn.autograd.TorchException;
import dev.gradfn.optim.Optimizer;
import dev.gradfn.optim.Option;
import dev.gradfn.signature.Arguments;
import dev.gradfn.signature.Signature;

/// Changes the factor of the rate from `start_factor` to `end_factor` in `total_iters` epochs.
public final class LinearLR extends LRScheduler {
  static final Signature SIGNATURE =
      Signature.parse(
          "LinearLR(optimizer, start_factor=0.3333333333333333, end_factor=1.0, total_iters=5, last_epoch=-1)");

  public LinearLR(Optimizer optimizer, Option... options) {
    this(bind(SIGNATURE, optimizer, options));
  }

  LinearLR(Arguments given) {
    double start = given.number("start_factor").doubleValue();
    double end = given.number("end_factor").doubleValue();
    if (start > 1 || start <= 0) {
      throw TorchException.value(
          "Starting multiplicative factor expected to be greater than 0 and less or equal to 1.");
    }
    if (end > 1 || end < 0) {
      throw TorchException.value("Ending multiplicative factor expected to be between 0 and 1.");
    }
    super(given, "start_factor", "end_factor", "total_iters");
  }

  @Override
  double next(int group, double lr) {
    double start = number("start_factor");
    double rise = number("end_factor") - start;
    double total = number("total_iters");
    if (epoch() == 0) return lr * start;
    return epoch() > total ? lr : lr * (1 + rise / (total * start + (epoch() - 1) * rise));
  }

  @Override
  double closedForm(int group) {
    double start = number("start_factor");
    double rise = number("end_factor") - start;
    double total = number("total_iters");
    return baseLr(group) * (start + rise * Math.min(total, epoch()) / total);
  }
}
