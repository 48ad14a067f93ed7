package dev.gradfn.python;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.optim.Optimizer;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/// An optimiser whose step is Python's: a class that a program derives from `Optimizer`.
public final class ProgramOptimizer extends Optimizer {
  private final Function<Object, Object> step;

  ProgramOptimizer(
      Iterable<?> params, Map<String, Object> defaults, Function<Object, Object> step) {
    super(params, defaults);
    this.step = step;
  }

  @Override
  protected Tensor run(Supplier<Tensor> closure) {
    step.apply(closure);
    return null;
  }
}
