package dev.gradfn.optim.schedule;

import dev.gradfn.autograd.TorchException;
import dev.gradfn.optim.Optimizer;
import dev.gradfn.optim.ParamGroup;
import dev.gradfn.optim.PythonText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A schedule of learning rates: it sets `lr` of each parameter group of an optimiser. Step it
/// after the optimiser:
///
/// ```java
/// for (int epoch = 0; epoch < 30; epoch++) {
///   train(epoch);              // optimizer.step()
///   scheduler.step();
/// }
/// ```
///
/// Its state is one ordered map of PyTorch's attributes, so that saving and loading are copies.
public abstract sealed class Scheduler
    permits LRScheduler, ReduceLROnPlateau, SequentialLR, ChainedScheduler {
  static final String LAST_LR = "_last_lr";
  static final String LAST_EPOCH = "last_epoch";

  private final Optimizer optimizer;
  private final Map<String, Object> attributes = new LinkedHashMap<>();

  /// @throws TorchException if `optimizer` is something else
  Scheduler(Object optimizer) {
    if (!(optimizer instanceof Optimizer given)) {
      throw new TorchException(
          TorchException.Kind.TYPE, PythonText.typeName(optimizer) + " is not an Optimizer");
    }
    this.optimizer = given;
  }

  public final Optimizer optimizer() {
    return optimizer;
  }

  final List<ParamGroup> groups() {
    return optimizer.paramGroups();
  }

  /// Sets the rates for the next epoch (or step, whichever the schedule counts).
  public abstract void step();

  /// The rates set last, one per parameter group.
  public final List<Double> lastLr() {
    List<Double> rates = new ArrayList<>();
    for (Object rate : (List<?>) attributes.get(LAST_LR)) rates.add(((Number) rate).doubleValue());
    return rates;
  }

  final void keepLastLr() {
    set(LAST_LR, groups().stream().map(group -> (Object) group.number("lr")).toList());
  }

  // ---- attributes ----------------------------------------------------------------------------

  final void set(String name, Object value) {
    attributes.put(name, value);
  }

  final Object get(String name) {
    return attributes.get(name);
  }

  final double number(String name) {
    return ((Number) get(name)).doubleValue();
  }

  final boolean isSet(String name) {
    return Boolean.TRUE.equals(get(name));
  }

  /// All attributes by PyTorch's names, in order.
  public Map<String, Object> stateDict() {
    return new LinkedHashMap<>(attributes);
  }

  /// Takes what [#stateDict] gave. The rates of the optimiser stay as they are: its own state has
  /// them.
  public void loadStateDict(Map<String, ?> state) {
    attributes.putAll(state);
  }

  // ---- for SequentialLR ----------------------------------------------------------------------

  /// The step that a constructor takes.
  void initialStep() {
    step();
  }

  /// Takes back the count of the constructor's step.
  void undo() {
    set(LAST_EPOCH, (Long) get(LAST_EPOCH) - 1);
  }

  /// Begins anew at epoch 0.
  void restart() {
    throw TorchException.notImplemented("");
  }
}
