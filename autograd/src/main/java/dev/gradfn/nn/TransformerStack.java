package dev.gradfn.nn;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Device;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Copies of one layer, one behind the other, and perhaps a normalisation.
abstract sealed class TransformerStack extends Module
    permits TransformerEncoder, TransformerDecoder {
  private final Attributes attributes;

  /// @param norm null for none
  @SuppressWarnings("this-escape")
  TransformerStack(ModuleList layers, Module norm, Attributes attributes) {
    registerModule("layers", layers);
    this.attributes = attributes;
    if (norm == null) attributes.with("norm", null);
    else registerModule("norm", norm);
  }

  static ModuleList copies(Module layer, int count) {
    List<Module> copies = new ArrayList<>();
    for (int i = 0; i < count; i++) copies.add(layer.deepcopy());
    return new ModuleList(copies);
  }

  final List<Module> layers() {
    return List.copyOf(((ModuleList) childSlots().get("layers").get()).children());
  }

  final Tensor normalised(Tensor x) {
    var norm = childSlots().get("norm");
    return norm == null ? x : Layer.call(norm.get(), x);
  }

  /// What the caller said about `mask`, or if nothing, whether it is the causal one: minus infinity
  /// above the diagonal, else 0.
  final boolean isCausal(Tensor mask, Object said, Tensor x) {
    if (said != null || mask == null) return Boolean.TRUE.equals(said);
    long length = x.shape().get(x.dim() == 2 || !isBatchFirst() ? 0 : 1);
    boolean square =
        mask.dim() == 2 && mask.shape().get(0) == length && mask.shape().get(1) == length;
    if (!square || mask.device() == Device.META) return false;
    double[] values = mask.toDoubleArray();
    for (int i = 0; i < values.length; i++) {
      boolean hidden = i % length > i / length;
      if (values[i] != (hidden ? Double.NEGATIVE_INFINITY : 0)) return false;
    }
    return true;
  }

  private boolean isBatchFirst() {
    return layers().getFirst().childSlots().get("self_attn").get()
            instanceof MultiheadAttention attention
        && Boolean.TRUE.equals(attention.attributes().get("batch_first"));
  }

  @Override
  public final Map<String, Object> attributes() {
    return attributes.live();
  }
}
