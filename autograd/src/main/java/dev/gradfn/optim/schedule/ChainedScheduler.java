package dev.gradfn.optim.schedule;

import dev.gradfn.optim.Optimizer;
import dev.gradfn.signature.Arguments;
import dev.gradfn.signature.Signature;
import java.util.List;
import java.util.Map;

/// Several schedules at once: each changes the rate that the one before left.
public final class ChainedScheduler extends Scheduler {
  static final Signature SIGNATURE =
      Signature.parse("ChainedScheduler(schedulers, optimizer=None)");

  private final Schedulers schedulers;

  public ChainedScheduler(List<? extends Scheduler> schedulers) {
    this(SIGNATURE.bind(List.of(schedulers), Map.of()));
  }

  public ChainedScheduler(List<? extends Scheduler> schedulers, Optimizer optimizer) {
    this(SIGNATURE.bind(List.of(schedulers, optimizer), Map.of()));
  }

  ChainedScheduler(Arguments given) {
    List<?> list = (List<?>) given.get("schedulers");
    Schedulers parts = Schedulers.of("ChainedScheduler", given.get("optimizer"), list);
    this.schedulers = parts;
    super(parts.list().getFirst().optimizer());
    keepLastLr();
  }

  @Override
  public void step() {
    schedulers.list().forEach(Scheduler::step);
    keepLastLr();
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
