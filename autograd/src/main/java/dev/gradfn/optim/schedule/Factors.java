package dev.gradfn.optim.schedule;

import dev.gradfn.autograd.TorchException;
import dev.gradfn.optim.Optimizer;
import dev.gradfn.optim.PythonText;
import dev.gradfn.signature.Arguments;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.LongToDoubleFunction;

/// Functions of the epoch, one per parameter group. They are no state: a state dict has `None` in
/// their places.
record Factors(List<LongToDoubleFunction> ofGroups) {
  private static final String NAME = "lr_lambdas";

  /// @throws TorchException if there are neither one nor one per group
  static Factors of(Arguments given) {
    Object value = given.get("lr_lambda");
    int groups = given.get("optimizer") instanceof Optimizer o ? o.paramGroups().size() : 1;
    List<?> items = value instanceof List<?> list ? list : Collections.nCopies(groups, value);
    if (items.size() != groups) {
      throw TorchException.value("Expected " + groups + " lr_lambdas, but got " + items.size());
    }
    List<LongToDoubleFunction> functions = new ArrayList<>();
    for (Object item : items) {
      if (!(item instanceof LongToDoubleFunction function)) {
        throw new TorchException(
            TorchException.Kind.TYPE,
            "lr_lambda should be a function, but got " + PythonText.typeName(item));
      }
      functions.add(function);
    }
    return new Factors(functions);
  }

  double at(int group, double epoch) {
    return ofGroups.get(group).applyAsDouble((long) epoch);
  }

  Map<String, Object> addTo(Map<String, Object> state) {
    state.put(NAME, Collections.nCopies(ofGroups.size(), null));
    return state;
  }

  static void removeFrom(Map<String, ?> state) {
    state.remove(NAME);
  }
}
