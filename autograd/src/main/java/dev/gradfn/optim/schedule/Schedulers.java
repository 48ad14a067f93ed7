package dev.gradfn.optim.schedule;

import dev.gradfn.autograd.TorchException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The schedules that a compound one is made of.
record Schedulers(List<Scheduler> list) {
  private static final String NAME = "_schedulers";

  /// @param owner the class of the compound
  /// @throws TorchException if there are none, or some cannot belong to one compound
  static Schedulers of(String owner, Object optimizer, List<?> schedulers) {
    if (schedulers.isEmpty()) {
      throw TorchException.value(
          owner
              + " expects at least one scheduler"
              + (optimizer == null ? " to be chained" : "")
              + ", but got no scheduler.");
    }
    List<Scheduler> list = new ArrayList<>();
    for (Object item : schedulers) {
      if (!(item instanceof Scheduler scheduler)) throw noScheduler(owner, list.size());
      if (item instanceof ReduceLROnPlateau) throw needsMetrics(owner, list.size());
      Object wanted = optimizer == null ? first(schedulers).optimizer() : optimizer;
      if (scheduler.optimizer() != wanted) throw stranger(owner, scheduler, list.size(), wanted);
      list.add(scheduler);
    }
    return new Schedulers(list);
  }

  static Scheduler first(List<?> schedulers) {
    return (Scheduler) schedulers.getFirst();
  }

  private static TorchException noScheduler(String owner, int index) {
    return new TorchException(
        TorchException.Kind.TYPE,
        owner + " at index " + index + " should have `optimizer` as its attribute.");
  }

  private static TorchException needsMetrics(String owner, int index) {
    return TorchException.value(
        owner
            + " does not support `ReduceLROnPlateau` scheduler as it requires additional kwargs to"
            + " be specified when calling `step`, but got one at index "
            + index
            + " in the given schedulers sequence.");
  }

  private static TorchException stranger(
      String owner, Scheduler scheduler, int index, Object wanted) {
    return TorchException.value(
        owner
            + " expects all schedulers to belong to the same optimizer, but got scheduler "
            + scheduler.getClass().getSimpleName()
            + " at index "
            + index
            + " has "
            + scheduler.optimizer()
            + ", which is different from "
            + wanted.getClass().getSimpleName()
            + ".");
  }

  Map<String, Object> addTo(Map<String, Object> state) {
    state.put(NAME, list.stream().map(Scheduler::stateDict).toList());
    return state;
  }

  /// Loads the parts of a state.
  ///
  /// @return the rest, which is the compound's own
  Map<String, Object> load(Map<String, ?> state) {
    Map<String, Object> own = new LinkedHashMap<>(state);
    List<?> parts = (List<?>) own.remove(NAME);
    for (int i = 0; i < list.size(); i++) {
      @SuppressWarnings("unchecked")
      Map<String, ?> part = (Map<String, ?>) parts.get(i);
      list.get(i).loadStateDict(part);
    }
    return own;
  }
}
