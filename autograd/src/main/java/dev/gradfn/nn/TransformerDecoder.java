package dev.gradfn.nn;

import dev.gradfn.autograd.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A stack of [TransformerDecoderLayer]s.
public final class TransformerDecoder extends TransformerStack {
  /// @param layer is copied, and not part of the stack itself
  /// @param norm comes last; null for none
  public TransformerDecoder(TransformerDecoderLayer layer, int numLayers, Module norm) {
    this(copies(layer, numLayers), norm, new Attributes().with("num_layers", numLayers));
  }

  /// Of layers that exist.
  ///
  /// @param attributes all, by PyTorch's names
  public TransformerDecoder(ModuleList layers, Module norm, Attributes attributes) {
    super(layers, norm, attributes);
  }

  /// Arguments: tgt, memory, tgt_mask, memory_mask, tgt_key_padding_mask, memory_key_padding_mask,
  /// tgt_is_causal, memory_is_causal.
  @Override
  protected Object forward(Args args) {
    Tensor x = (Tensor) args.get(0, "tgt", null);
    Tensor memory = (Tensor) args.get(1, "memory", null);
    Tensor mask = (Tensor) args.get(2, "tgt_mask", null);
    Map<String, Object> named = new HashMap<>();
    named.put("tgt_mask", mask);
    named.put("memory_mask", args.get(3, "memory_mask", null));
    named.put("tgt_key_padding_mask", args.get(4, "tgt_key_padding_mask", null));
    named.put("memory_key_padding_mask", args.get(5, "memory_key_padding_mask", null));
    named.put("tgt_is_causal", isCausal(mask, args.get(6, "tgt_is_causal", null), x));
    named.put("memory_is_causal", args.get(7, "memory_is_causal", false));
    for (Module layer : layers()) x = (Tensor) layer.callAll(new Args(List.of(x, memory), named));
    return normalised(x);
  }
}
