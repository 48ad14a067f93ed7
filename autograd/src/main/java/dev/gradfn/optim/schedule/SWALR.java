package dev.gradfn.optim.schedule;

import dev.gradfn.autograd.TorchException;
import dev.gradfn.optim.Optimizer;
import dev.gradfn.optim.Option;
import dev.gradfn.optim.ParamGroup;
import dev.gradfn.signature.Arguments;
import dev.gradfn.signature.Signature;
import java.util.List;
import java.util.Map;

/// Leads the rate to `swa_lr` within `anneal_epochs` epochs and keeps it there, while an
/// [dev.gradfn.optim.AveragedModel] averages weights.
public final class SWALR extends LRScheduler {
  static final Signature SIGNATURE =
      Signature.parse(
          "SWALR(optimizer, swa_lr, anneal_epochs=10, anneal_strategy='cos', last_epoch=-1)");

  private static final String EPOCHS = "anneal_epochs";
  private static final String TARGET = "swa_lr";

  public SWALR(Optimizer optimizer, Option... options) {
    this(bind(SIGNATURE, optimizer, options));
  }

  SWALR(Arguments given) {
    List<Object> targets = PerGroup.values(given, TARGET);
    List<ParamGroup> groups = PerGroup.groups(given);
    for (int i = 0; i < groups.size(); i++) groups.get(i).set(TARGET, targets.get(i));
    super(given, attributes(given));
  }

  private static Map<String, Object> attributes(Arguments given) {
    String strategy = given.text("anneal_strategy");
    if (!List.of("cos", "linear").contains(strategy)) {
      throw TorchException.value(
          "anneal_strategy must by one of 'cos' or 'linear', instead got " + strategy);
    }
    if (given.integer(EPOCHS) < 0) {
      throw TorchException.value(
          "anneal_epochs must be equal or greater than 0, got " + given.integer(EPOCHS));
    }
    Map<String, Object> attributes = attributes(given, EPOCHS);
    attributes.put("_anneal_strategy", strategy);
    return attributes;
  }

  @Override
  double next(int group, double lr) {
    double target = groups().get(group).number(TARGET);
    double before = share(stepsBefore() - 1);
    double start = before == 1 ? target : (lr - before * target) / (1 - before);
    double now = share(stepsBefore());
    return target * now + start * (1 - now);
  }

  /// Where there is nothing to anneal, the first step arrives.
  private double stepsBefore() {
    double steps = number("_step_count") - 1;
    return number(EPOCHS) == 0 ? Math.max(1, steps) : steps;
  }

  /// How much of the way is done.
  private double share(double steps) {
    double time = Math.clamp(steps / Math.max(1, number(EPOCHS)), 0, 1);
    return get("_anneal_strategy").equals("cos") ? (1 - Math.cos(Math.PI * time)) / 2 : time;
  }
}
