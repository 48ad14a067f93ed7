package dev.gradfn.optim.schedule;

import dev.gradfn.optim.Optimizer;
import dev.gradfn.optim.Option;
import dev.gradfn.signature.Arguments;
import dev.gradfn.signature.Signature;
import java.util.LinkedHashMap;
import java.util.Map;

/// Multiplies the rate by a function of the epoch.
public final class MultiplicativeLR extends LRScheduler {
  static final Signature SIGNATURE =
      Signature.parse("MultiplicativeLR(optimizer, lr_lambda, last_epoch=-1)");

  private final Factors factors;

  public MultiplicativeLR(Optimizer optimizer, Option... options) {
    this(bind(SIGNATURE, optimizer, options));
  }

  MultiplicativeLR(Arguments given) {
    this.factors = Factors.of(given);
    super(given);
  }

  @Override
  double next(int group, double lr) {
    return isInitial() ? lr : lr * factors.at(group, epoch());
  }

  @Override
  public Map<String, Object> stateDict() {
    return factors.addTo(super.stateDict());
  }

  @Override
  public void loadStateDict(Map<String, ?> state) {
    Map<String, ?> own = new LinkedHashMap<>(state);
    Factors.removeFrom(own);
    super.loadStateDict(own);
  }
}
