package dev.gradfn.optim;

import dev.gradfn.autograd.TorchException;
import dev.gradfn.signature.Arguments;

/// `torch.optim.AdamW`: [Adam] whose weight decay acts on the weights, not on the gradient.
public final class AdamW extends Adam {
  static final Constructor CONSTRUCTOR =
      constructor("AdamW", "weight_decay=0.01", "decoupled_weight_decay=True");

  /// @param params see [Optimizer]
  /// @throws TorchException for a value out of its range
  public AdamW(Iterable<?> params, Option... options) {
    Arguments given = CONSTRUCTOR.bind(params, options);
    super(given, params);
  }
}
