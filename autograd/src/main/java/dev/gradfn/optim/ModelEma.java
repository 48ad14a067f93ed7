package dev.gradfn.optim;

import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.nn.Module;
import dev.gradfn.nn.StateDict;

/// The exponential average of a model's weights and statistics that YOLOv5 evaluates and saves in
/// the place of the model: the decay starts at 0 and rises to its end value, so that the first
/// weights, which mean little, are soon forgotten.
public final class ModelEma {
  private final Module module;
  private final double decay;
  private final double tau;
  private long updates;

  /// With YOLOv5's decay of 0.9999 and its rise over some 2000 updates.
  public ModelEma(Module model) {
    this(model, 0.9999, 2000, 0);
  }

  /// @param decay at the end
  /// @param tau number of updates after which 1 - 1/e of it is reached
  /// @param updates that were made before, in a training that is resumed
  public ModelEma(Module model, double decay, double tau, long updates) {
    this.module = model.deepcopy().eval().requiresGrad_(false);
    this.decay = decay;
    this.tau = tau;
    this.updates = updates;
  }

  public Module module() {
    return module;
  }

  public long updates() {
    return updates;
  }

  /// Of the last update.
  public double decay() {
    return decay * (1 - Math.exp(-updates / tau));
  }

  /// Takes in all parameters and buffers of floating type; others stay.
  public void update(Module model) {
    updates++;
    StateDict current = model.stateDict();
    try (var _ = Autograd.noGrad()) {
      module
          .stateDict()
          .forEach((name, value) -> {
            if (!(value instanceof Tensor average) || !average.dtype().isFloatingPoint()) return;
            average.mul_(decay()).add_(((Tensor) current.get(name)).mul(1 - decay()));
          });
    }
  }
}
