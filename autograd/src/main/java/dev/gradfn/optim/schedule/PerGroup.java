package dev.gradfn.optim.schedule;

import dev.gradfn.autograd.TorchException;
import dev.gradfn.optim.Optimizer;
import dev.gradfn.optim.ParamGroup;
import dev.gradfn.signature.Arguments;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Arguments that are one value for all parameter groups, or a list with one for each.
final class PerGroup {
  private PerGroup() {}

  /// @throws TorchException if a list has another length
  static List<Object> values(Arguments given, String name) {
    int groups = groups(given).size();
    if (!(given.get(name) instanceof List<?> list)) {
      return Collections.nCopies(groups, given.get(name));
    }
    if (list.size() == groups) return new ArrayList<>(list);
    throw TorchException.value(
        name
            + " must have the same length as optimizer.param_groups. "
            + name
            + " has "
            + list.size()
            + " values, param_groups has "
            + groups
            + ".");
  }

  static double number(List<?> values, int group) {
    return ((Number) values.get(group)).doubleValue();
  }

  /// None where the optimizer is something else: the schedule's constructor says so.
  static List<ParamGroup> groups(Arguments given) {
    return given.get("optimizer") instanceof Optimizer o ? o.paramGroups() : List.of();
  }
}
