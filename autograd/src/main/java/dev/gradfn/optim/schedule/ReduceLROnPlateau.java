package dev.gradfn.optim.schedule;

import dev.gradfn.autograd.TorchException;
import dev.gradfn.optim.Optimizer;
import dev.gradfn.optim.Option;
import dev.gradfn.optim.ParamGroup;
import dev.gradfn.signature.Arguments;
import dev.gradfn.signature.Signature;
import java.util.Collections;
import java.util.List;

/// Multiplies the rate by `factor` once a measure has not become better for more than `patience`
/// epochs.
public final class ReduceLROnPlateau extends Scheduler {
  static final Signature SIGNATURE =
      Signature.parse(
          "ReduceLROnPlateau(optimizer, mode='min', factor=0.1, patience=10, threshold=0.0001,"
              + " threshold_mode='rel', cooldown=0, min_lr=0, eps=1e-08)");

  private static final String BAD_EPOCHS = "num_bad_epochs";
  private static final String COOLDOWN = "cooldown_counter";

  public ReduceLROnPlateau(Optimizer optimizer, Option... options) {
    this(LRScheduler.bind(SIGNATURE, optimizer, options));
  }

  ReduceLROnPlateau(Arguments given) {
    if (given.number("factor").doubleValue() >= 1) {
      throw TorchException.value("Factor should be < 1.0.");
    }
    super(given.get("optimizer"));
    set("factor", given.get("factor"));
    setLeastRates(given.get("min_lr"));
    for (String name : List.of("patience", "cooldown", "eps")) set(name, given.get(name));
    set(LAST_EPOCH, 0L);
    keepLastLr();
    requireKnown("mode", given.text("mode"), "min", "max");
    requireKnown("threshold mode", given.text("threshold_mode"), "rel", "abs");
    double worst = Double.POSITIVE_INFINITY;
    set("mode_worse", given.text("mode").equals("min") ? worst : -worst);
    for (String name : List.of("mode", "threshold", "threshold_mode")) set(name, given.get(name));
    set("best", get("mode_worse"));
    set(COOLDOWN, 0L);
    set(BAD_EPOCHS, 0L);
  }

  private void setLeastRates(Object least) {
    boolean each = least instanceof List<?>;
    int groups = groups().size();
    if (each && ((List<?>) least).size() != groups) {
      throw TorchException.value(
          "expected " + groups + " min_lrs, got " + ((List<?>) least).size());
    }
    set("default_min_lr", each ? null : least);
    set("min_lrs", each ? least : Collections.nCopies(groups, least));
  }

  private static void requireKnown(String what, String value, String one, String other) {
    if (value.equals(one) || value.equals(other)) return;
    throw TorchException.value(what + " " + value + " is unknown!");
  }

  /// @throws TorchException always: it needs the measure
  @Override
  public void step() {
    throw new TorchException(
        TorchException.Kind.TYPE,
        "ReduceLROnPlateau.step() missing 1 required positional argument: 'metrics'");
  }

  /// @param measure the loss, or whatever should become better, after this epoch
  public void step(double measure) {
    set(LAST_EPOCH, (Long) get(LAST_EPOCH) + 1);
    boolean better = isBetter(measure);
    if (better) set("best", measure);
    long bad = better ? 0 : (Long) get(BAD_EPOCHS) + 1;
    long cooldown = (Long) get(COOLDOWN);
    if (cooldown > 0) {
      cooldown--;
      bad = 0;
    }
    if (bad > number("patience")) {
      reduce();
      cooldown = (long) number("cooldown");
      bad = 0;
    }
    set(COOLDOWN, cooldown);
    set(BAD_EPOCHS, bad);
    keepLastLr();
  }

  /// How many epochs have passed without becoming better.
  public long badEpochs() {
    return (Long) get(BAD_EPOCHS);
  }

  private boolean isBetter(double measure) {
    double best = number("best");
    double threshold = number("threshold");
    boolean relative = get("threshold_mode").equals("rel");
    if (get("mode").equals("min")) {
      return measure < (relative ? best * (1 - threshold) : best - threshold);
    }
    return measure > (relative ? best * (threshold + 1) : best + threshold);
  }

  private void reduce() {
    requireRatesForAll();
    for (int i = 0; i < groups().size(); i++) {
      ParamGroup group = groups().get(i);
      double before = group.number("lr");
      double least = PerGroup.number((List<?>) get("min_lrs"), i);
      double after = Math.max(before * number("factor"), least);
      if (before - after > number("eps")) group.setNumber("lr", after);
    }
  }

  /// Groups may have been added since.
  private void requireRatesForAll() {
    int known = ((List<?>) get("min_lrs")).size();
    if (known == groups().size()) return;
    if (get("default_min_lr") != null) {
      set("min_lrs", Collections.nCopies(groups().size(), get("default_min_lr")));
      return;
    }
    throw TorchException.runtime(
        "The number of param groups in the `optimizer` ("
            + groups().size()
            + ") differs from when `ReduceLROnPlateau` was initialized ("
            + known
            + "), usually due to a new param group being added to the optimizer. Please modify the"
            + " `min_lrs` field to match the length of the `optimizer` param groups.");
  }
}
