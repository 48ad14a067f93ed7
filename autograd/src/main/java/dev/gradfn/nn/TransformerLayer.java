package dev.gradfn.nn;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.Dims;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the layers of encoder and decoder share: attention and two linear layers, each added to
/// what came in, and normalised before or after.
abstract sealed class TransformerLayer extends Module
    permits TransformerEncoderLayer, TransformerDecoderLayer {
  private final Attributes attributes;
  private final Module activation;

  TransformerLayer(TransformerEncoderLayer.Options options) {
    activation = activation(options.activation());
    attributes = new Attributes().with("norm_first", options.normFirst());
  }

  private static Module activation(String name) {
    return switch (name) {
      case "relu" -> new ReLU();
      case "gelu" -> new GELU();
      default -> throw TorchException.runtime("activation should be relu/gelu, not " + name);
    };
  }

  static MultiheadAttention attention(
      int dModel, int nhead, TransformerEncoderLayer.Options options) {
    return new MultiheadAttention(
        dModel,
        nhead,
        new MultiheadAttention.Options(
            options.dropout(), options.bias(), false, false, null, null, options.batchFirst()));
  }

  /// linear1, dropout, linear2.
  final void registerFeedForward(int dModel, TransformerEncoderLayer.Options options) {
    int inner = options.dimFeedforward();
    registerModule("linear1", new Linear(dModel, inner, options.bias()));
    registerModule("dropout", new Dropout(options.dropout()));
    registerModule("linear2", new Linear(inner, dModel, options.bias()));
  }

  /// norm1, norm2, …, dropout1, dropout2, …
  final void registerNorms(int count, int dModel, TransformerEncoderLayer.Options options) {
    for (int i = 1; i <= count; i++) {
      Dims size = Dims.of(dModel);
      registerModule("norm" + i, new LayerNorm(size, options.layerNormEps(), true, options.bias()));
    }
    for (int i = 1; i <= count; i++) registerModule("dropout" + i, new Dropout(options.dropout()));
  }

  /// `relu` or `gelu`.
  public final String activation() {
    return activation instanceof GELU ? "gelu" : "relu";
  }

  /// A part of the layer.
  interface Block {
    Tensor of(Tensor x);
  }

  /// `x` with what `block` makes of it.
  final Tensor with(Tensor x, String norm, Block block) {
    if (attributes.flag("norm_first")) return x.add(block.of(call(norm, x)));
    return call(norm, x.add(block.of(x)));
  }

  /// @param dropout the name of what follows the attention
  final Tensor attended(
      String attention,
      String dropout,
      Tensor x,
      Tensor memory,
      Tensor mask,
      Tensor padding,
      boolean causal) {
    Map<String, Object> named = new HashMap<>();
    named.put("attn_mask", mask);
    named.put("key_padding_mask", padding);
    named.put("need_weights", false);
    named.put("is_causal", causal);
    Module module = childSlots().get(attention).get();
    List<?> results = (List<?>) module.callAll(new Args(List.of(x, memory, memory), named));
    return call(dropout, (Tensor) results.get(0));
  }

  /// @param dropout the name of what follows the linear layers
  final Tensor fedForward(String dropout, Tensor x) {
    Tensor inner = Layer.call(activation, call("linear1", x));
    return call(dropout, call("linear2", call("dropout", inner)));
  }

  private Tensor call(String child, Tensor x) {
    return Layer.call(childSlots().get(child).get(), x);
  }

  @Override
  public final Map<String, Object> attributes() {
    return attributes.live();
  }
}
