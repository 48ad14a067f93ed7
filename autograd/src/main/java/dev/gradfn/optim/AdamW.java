package dev.gradfn.optim;

import dev.gradfn.autograd.TorchException;
import dev.gradfn.signature.Arguments;
import java.util.Map;

/// `torch.optim.AdamW`: [Adam] whose weight decay acts on the weights, not on the gradient. Unlike
/// Adam it does not take `decoupled_weight_decay`, which is always true.
public final class AdamW extends Adam {
  static final Constructor CONSTRUCTOR = constructor("AdamW", "weight_decay=0.01", "");

  /// @param params see [Optimizer]
  /// @throws TorchException for a value out of its range
  public AdamW(Iterable<?> params, Option... options) {
    Arguments given = CONSTRUCTOR.bind(params, options);
    super(given, params, true);
  }

  /// A state of Adam makes it no Adam.
  @Override
  public void loadStateDict(Map<String, ?> dict) {
    super.loadStateDict(dict);
    paramGroups().forEach(group -> group.set(DECOUPLED, true));
  }
}
