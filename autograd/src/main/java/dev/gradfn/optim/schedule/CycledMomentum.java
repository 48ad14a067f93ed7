package dev.gradfn.optim.schedule;

import dev.gradfn.autograd.TorchException;
import dev.gradfn.optim.Optimizer;
import dev.gradfn.optim.ParamGroup;
import dev.gradfn.signature.Arguments;

/// The momentum of a group, which some schedules move against the rate: `momentum`, or the first of
/// the `betas`.
record CycledMomentum(boolean isBeta) {

  /// @throws TorchException if the optimiser has neither
  static CycledMomentum of(Arguments given) {
    boolean isBeta = false;
    if (given.get("optimizer") instanceof Optimizer optimizer) {
      isBeta = optimizer.defaults().containsKey("betas");
      if (!isBeta && !optimizer.defaults().containsKey("momentum")) {
        throw TorchException.value(
            "optimizer must support momentum or beta1 with `cycle_momentum` option enabled");
      }
    }
    return new CycledMomentum(isBeta);
  }

  void set(ParamGroup group, Object value) {
    if (isBeta) group.set("betas", group.betas().withFirst((Number) value));
    else group.set("momentum", value);
  }

  /// Sets the momentum to its maximum, and remembers the bounds in the group.
  void start(ParamGroup group, Object most, Object least) {
    set(group, most);
    group.set("max_momentum", most);
    group.set("base_momentum", least);
  }
}
