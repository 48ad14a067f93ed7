package dev.gradfn.optim.schedule;

import dev.gradfn.optim.Optimizer;
import dev.gradfn.optim.Option;
import dev.gradfn.signature.Arguments;
import dev.gradfn.signature.Signature;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Multiplies the rate by `gamma` at each of the `milestones`; one that occurs twice counts twice.
public final class MultiStepLR extends LRScheduler {
  static final Signature SIGNATURE =
      Signature.parse("MultiStepLR(optimizer, milestones, gamma=0.1, last_epoch=-1)");

  public MultiStepLR(Optimizer optimizer, Option... options) {
    this(bind(SIGNATURE, optimizer, options));
  }

  MultiStepLR(Arguments given) {
    Map<Object, Object> counts = new LinkedHashMap<>();
    for (Object epoch : (List<?>) given.get("milestones")) {
      counts.merge(epoch, 1L, (a, b) -> (Long) a + (Long) b);
    }
    Map<String, Object> attributes = attributes(given, "milestones", "gamma");
    attributes.put("milestones", counts);
    super(given, attributes);
  }

  private double times(double from, double to) {
    double times = 0;
    for (Map.Entry<?, ?> milestone : ((Map<?, ?>) get("milestones")).entrySet()) {
      double epoch = ((Number) milestone.getKey()).doubleValue();
      if (epoch >= from && epoch <= to) times += ((Number) milestone.getValue()).doubleValue();
    }
    return times;
  }

  @Override
  double next(int group, double lr) {
    double times = times(epoch(), epoch());
    return times == 0 ? lr : lr * Math.pow(number("gamma"), times);
  }

  @Override
  double closedForm(int group) {
    double times = times(Double.NEGATIVE_INFINITY, epoch());
    return baseLr(group) * Math.pow(number("gamma"), times);
  }
}
