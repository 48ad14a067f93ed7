package dev.gradfn.optim.schedule;

import dev.gradfn.autograd.TorchException;
import dev.gradfn.optim.Optimizer;
import dev.gradfn.optim.Option;
import dev.gradfn.optim.ParamGroup;
import dev.gradfn.signature.Arguments;
import dev.gradfn.signature.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// One schedule after the other, the next at each milestone.
public final class SequentialLR extends Scheduler {
  static final Signature SIGNATURE =
      Signature.parse("SequentialLR(optimizer, schedulers, milestones, last_epoch=-1)");

  private static final String MILESTONES = "_milestones";

  private final Schedulers schedulers;

  /// @param milestones the epochs at which the second and later schedules begin
  public SequentialLR(
      Optimizer optimizer, List<? extends Scheduler> schedulers, Integer... milestones) {
    this(
        LRScheduler.bind(
            SIGNATURE,
            optimizer,
            new Option("schedulers", schedulers),
            Option.milestones(milestones)));
  }

  SequentialLR(Arguments given) {
    Object optimizer = given.get("optimizer");
    Schedulers parts = Schedulers.of("SequentialLR", optimizer, (List<?>) given.get("schedulers"));
    List<?> milestones = (List<?>) given.get("milestones");
    int count = parts.list().size();
    if (milestones.size() != count - 1) {
      throw TorchException.value(
          "Sequential Schedulers expects number of schedulers provided to be one more than the"
              + " number of milestone points, but got number of schedulers "
              + count
              + " and the number of milestones to be equal to "
              + milestones.size());
    }
    this.schedulers = parts;
    super(optimizer);
    set(MILESTONES, new ArrayList<>(milestones));
    set(LAST_EPOCH, (long) given.integer(LAST_EPOCH) + 1);
    for (ParamGroup group : groups()) group.setNumber("lr", group.number("initial_lr"));
    schedulers.list().forEach(Scheduler::undo);
    schedulers.list().getFirst().initialStep();
    takeLastLr(schedulers.list().getFirst());
  }

  private void takeLastLr(Scheduler scheduler) {
    set(LAST_LR, scheduler.get(LAST_LR));
  }

  @Override
  public void step() {
    set(LAST_EPOCH, (Long) get(LAST_EPOCH) + 1);
    double epoch = number(LAST_EPOCH);
    int index = 0;
    boolean begins = false;
    for (Object milestone : (List<?>) get(MILESTONES)) {
      double start = ((Number) milestone).doubleValue();
      if (epoch < start) break;
      begins = epoch == start;
      index++;
    }
    Scheduler scheduler = schedulers.list().get(index);
    if (begins) scheduler.restart();
    else scheduler.step();
    takeLastLr(scheduler);
  }

  @Override
  void undo() {
    schedulers.list().forEach(Scheduler::undo);
  }

  @Override
  public Map<String, Object> stateDict() {
    return schedulers.addTo(super.stateDict());
  }

  @Override
  public void loadStateDict(Map<String, ?> state) {
    super.loadStateDict(schedulers.load(state));
  }
}
