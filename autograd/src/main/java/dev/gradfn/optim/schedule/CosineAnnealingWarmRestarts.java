package dev.gradfn.optim.schedule;

import dev.gradfn.autograd.TorchException;
import dev.gradfn.optim.Optimizer;
import dev.gradfn.optim.Option;
import dev.gradfn.optim.PythonText;
import dev.gradfn.signature.Arguments;
import dev.gradfn.signature.Signature;
import java.util.Map;

/// Lets the rate fall along half a cosine of `T_0` epochs, then starts again with a period `T_mult`
/// times as long. [#step(Number)] takes fractions of epochs.
public final class CosineAnnealingWarmRestarts extends LRScheduler {
  static final Signature SIGNATURE =
      Signature.parse(
          "CosineAnnealingWarmRestarts(optimizer, T_0, T_mult=1, eta_min=0.0, last_epoch=-1)");

  public CosineAnnealingWarmRestarts(Optimizer optimizer, Option... options) {
    this(bind(SIGNATURE, optimizer, options));
  }

  CosineAnnealingWarmRestarts(Arguments given) {
    requireAtLeastOne(given.get("T_0"), "Expected positive integer T_0, but got ");
    requireAtLeastOne(given.get("T_mult"), "Expected integer T_mult >= 1, but got ");
    Map<String, Object> attributes = attributes(given, "T_0");
    attributes.put("T_i", given.get("T_0"));
    attributes.putAll(attributes(given, "T_mult", "eta_min"));
    attributes.put("T_cur", given.get(LAST_EPOCH));
    super(given, attributes);
  }

  private static void requireAtLeastOne(Object value, String complaint) {
    if (value instanceof Long whole && whole >= 1) return;
    throw TorchException.value(complaint + PythonText.of(value));
  }

  @Override
  double next(int group, double lr) {
    double least = number("eta_min");
    double height = 1 + Math.cos(Math.PI * number("T_cur") / number("T_i"));
    return least + (baseLr(group) - least) * height / 2;
  }

  @Override
  public void step() {
    if (epoch() < 0) {
      step(0L);
      return;
    }
    double done = number("T_cur") + 1;
    if (done >= number("T_i")) {
      done -= number("T_i");
      set("T_i", (Long) get("T_i") * (Long) get("T_mult"));
    }
    set("T_cur", likeItself(get("T_cur"), done));
    arrive(epoch() + 1);
  }

  /// Goes to an epoch, which may be a fraction: `epoch + batch / batches`.
  ///
  /// @throws TorchException for a negative one
  @Override
  public void step(Number epoch) {
    double at = epoch.doubleValue();
    if (at < 0) {
      throw TorchException.value("Expected non-negative epoch, but got " + PythonText.of(epoch));
    }
    long first = (Long) get("T_0");
    long growth = (Long) get("T_mult");
    long period = first;
    Number done = epoch;
    if (at >= first && growth == 1) {
      done = likeItself(epoch, at % first);
    } else if (at >= first) {
      int restarts = (int) (Math.log(at / first * (growth - 1) + 1) / Math.log(growth));
      long length = Math.round(Math.pow(growth, restarts));
      done = at - (double) (first * (length - 1)) / (growth - 1);
      period = first * length;
    }
    set("T_cur", done);
    set("T_i", period);
    arrive(Math.floor(at));
  }

  private static Number likeItself(Object before, double value) {
    return before instanceof Double ? (Number) value : (Number) (long) value;
  }

  private void arrive(double epoch) {
    set(LAST_EPOCH, (long) epoch);
    double[] rates = new double[groups().size()];
    for (int i = 0; i < rates.length; i++) rates[i] = next(i, 0);
    apply(rates);
  }
}
