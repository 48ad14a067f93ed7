package dev.gradfn.nn;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.Warnings;
import dev.gradfn.core.DType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A stack of [TransformerEncoderLayer]s. It always computes step by step, as PyTorch does where
/// gradients are recorded.
public final class TransformerEncoder extends TransformerStack {
  public TransformerEncoder(TransformerEncoderLayer layer, int numLayers, Module norm) {
    this(layer, numLayers, norm, true, true);
  }

  /// @param layer is copied, and not part of the stack itself
  /// @param norm comes last; null for none
  /// @param enableNestedTensor kept for PyTorch, whose inference it makes faster; not used here
  /// @param maskCheck the same
  public TransformerEncoder(
      TransformerEncoderLayer layer,
      int numLayers,
      Module norm,
      boolean enableNestedTensor,
      boolean maskCheck) {
    this(
        copies(layer, numLayers),
        norm,
        attributes(layer, numLayers, enableNestedTensor, maskCheck));
  }

  /// Of layers that exist.
  ///
  /// @param attributes all, by PyTorch's names
  public TransformerEncoder(ModuleList layers, Module norm, Attributes attributes) {
    super(layers, norm, attributes);
  }

  private static Attributes attributes(
      TransformerEncoderLayer layer, int numLayers, boolean nested, boolean maskCheck) {
    String obstacle = obstacle(layer);
    if (nested && obstacle != null) {
      Warnings.warn(
          "enable_nested_tensor is True, but self.use_nested_tensor is False because " + obstacle);
    }
    return new Attributes()
        .with("num_layers", numLayers)
        .with("enable_nested_tensor", nested)
        .with("use_nested_tensor", nested && obstacle == null)
        .with("mask_check", maskCheck);
  }

  /// Why PyTorch would not take its faster path, or null.
  private static String obstacle(TransformerEncoderLayer layer) {
    Map<String, Object> attention = layer.childSlots().get("self_attn").get().attributes();
    if (Boolean.TRUE.equals(layer.attributes().get("norm_first"))) {
      return "encoder_layer.norm_first was True";
    }
    if (!Boolean.TRUE.equals(attention.get("batch_first"))) {
      return "encoder_layer.self_attn.batch_first was not True(use batch_first for better inference"
          + " performance)";
    }
    boolean odd = ((Number) attention.get("num_heads")).intValue() % 2 == 1;
    return odd ? "encoder_layer.self_attn.num_heads is odd" : null;
  }

  /// Arguments: src, mask, src_key_padding_mask, is_causal.
  @Override
  protected Object forward(Args args) {
    Tensor x = (Tensor) args.get(0, "src", null);
    Tensor mask = (Tensor) args.get(1, "mask", null);
    Tensor padding = (Tensor) args.get(2, "src_key_padding_mask", null);
    DType dtype = x.dtype();
    Tensor hidden = AttentionMask.canonical(padding, "src_key_padding_mask", mask, "mask", dtype);
    Tensor additive = AttentionMask.canonical(mask, "mask", null, "", dtype);
    Map<String, Object> named = new HashMap<>();
    named.put("src_mask", additive);
    named.put("is_causal", isCausal(additive, args.get(3, "is_causal", null), x));
    named.put("src_key_padding_mask", hidden);
    for (Module layer : layers()) x = (Tensor) layer.callAll(new Args(List.of(x), named));
    return normalised(x);
  }
}
