package dev.gradfn.optim.schedule;

import dev.gradfn.optim.Optimizer;
import dev.gradfn.optim.Option;
import dev.gradfn.signature.Arguments;
import dev.gradfn.signature.Signature;
import java.util.LinkedHashMap;
import java.util.Map;

/// The first rate times a function of the epoch.
public final class LambdaLR extends LRScheduler {
  static final Signature SIGNATURE =
      Signature.parse("LambdaLR(optimizer, lr_lambda, last_epoch=-1)");

  private final Factors factors;

  public LambdaLR(Optimizer optimizer, Option... options) {
    this(bind(SIGNATURE, optimizer, options));
  }

  LambdaLR(Arguments given) {
    this.factors = Factors.of(given);
    super(given);
  }

  @Override
  double next(int group, double lr) {
    return baseLr(group) * factors.at(group, epoch());
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
