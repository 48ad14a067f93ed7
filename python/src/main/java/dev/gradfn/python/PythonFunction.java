package dev.gradfn.python;

import dev.gradfn.autograd.Function;
import dev.gradfn.autograd.Tensor;
import java.util.Arrays;
import java.util.List;

/// A `torch.autograd.Function` whose two halves are Python's.
public final class PythonFunction extends Function {
  /// One half, on tensors alone.
  @FunctionalInterface
  public interface Half {
    List<Tensor> call(Context ctx, List<Tensor> tensors);
  }

  private final String name;
  private final Half forward;
  private final Half backward;

  public PythonFunction(String name, Half forward, Half backward) {
    this.name = name;
    this.forward = forward;
    this.backward = backward;
  }

  @Override
  protected String typeName() {
    return name;
  }

  /// @param inputs null for one that is not given
  public List<Tensor> run(List<Tensor> inputs) {
    return Arrays.asList(applyAll(inputs.toArray(Tensor[]::new)));
  }

  @Override
  protected Tensor[] forward(Context ctx, Tensor... inputs) {
    return forward.call(ctx, Arrays.asList(inputs)).toArray(Tensor[]::new);
  }

  @Override
  protected Tensor[] backward(Context ctx, Tensor... gradients) {
    return backward.call(ctx, Arrays.asList(gradients)).toArray(Tensor[]::new);
  }
}
