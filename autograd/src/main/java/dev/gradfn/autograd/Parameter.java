package dev.gradfn.autograd;

import dev.gradfn.core.NdArray;

/// `torch.nn.Parameter`: a leaf that belongs to a module and by default requires grad.
public final class Parameter extends Tensor {
  public Parameter(NdArray array, boolean requiresGrad) {
    super(array);
    if (requiresGrad) requiresGrad_();
  }

  /// Shares the memory of `data`.
  public Parameter(Tensor data) {
    this(data.array(), true);
  }

  @Override
  public String toString(PrintOptions options) {
    return "Parameter containing:\n" + super.toString(options);
  }
}
