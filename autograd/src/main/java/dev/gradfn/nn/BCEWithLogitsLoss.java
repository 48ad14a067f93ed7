package dev.gradfn.nn;

import dev.gradfn.autograd.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/// [BCELoss] of the sigmoid of the input.
public final class BCEWithLogitsLoss extends Loss {
  public BCEWithLogitsLoss() {
    this(new Attributes().with("reduction", "mean"), null, null);
  }

  /// @param attributes all, by PyTorch's names
  public BCEWithLogitsLoss(Attributes attributes, Tensor weight, Tensor posWeight) {
    super("binary_cross_entropy_with_logits", attributes, weights(weight, posWeight));
  }

  private static Map<String, Tensor> weights(Tensor weight, Tensor posWeight) {
    Map<String, Tensor> weights = new LinkedHashMap<>(weight(weight));
    weights.put("pos_weight", posWeight);
    return weights;
  }
}
