package dev.gradfn.optim;

import dev.gradfn.autograd.Tensor;
import java.util.Map;
import java.util.function.Supplier;

/// An optimiser that changes each parameter by its own gradient and state: what to subclass for one
/// of your own.
public abstract class PerTensorOptimizer extends Optimizer {
  protected PerTensorOptimizer(Iterable<?> params, Map<String, Object> defaults) {
    super(params, defaults);
  }

  @Override
  protected final Tensor run(Supplier<Tensor> closure) {
    Tensor loss = closure == null ? null : withGrad(closure);
    for (ParamGroup group : paramGroups()) {
      for (Tensor param : group.params()) {
        Tensor gradient = param.grad();
        if (gradient != null) update(group, param, gradient);
      }
    }
    return loss;
  }

  /// Changes one parameter.
  protected abstract void update(ParamGroup group, Tensor param, Tensor gradient);
}
