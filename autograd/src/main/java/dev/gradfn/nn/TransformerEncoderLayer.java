package dev.gradfn.nn;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Self-attention and two linear layers, each with a residual and a normalisation.
///
/// It always computes step by step, as PyTorch does where gradients are recorded.
public final class TransformerEncoderLayer extends Module {

  /// Arguments with PyTorch's defaults.
  ///
  /// @param activation `relu` or `gelu`
  /// @param batchFirst whether inputs are `[n, l, e]` and not `[l, n, e]`
  /// @param normFirst whether inputs are normalised, and not sums
  public record Options(
      int dimFeedforward,
      Number dropout,
      String activation,
      Number layerNormEps,
      boolean batchFirst,
      boolean normFirst,
      boolean bias) {
    public static final Options DEFAULT = new Options(2048, 0.1, "relu", 1e-5, false, false, true);
  }

  private final Attributes attributes;
  private final Module activation;

  public TransformerEncoderLayer(int dModel, int nhead) {
    this(dModel, nhead, Options.DEFAULT);
  }

  @SuppressWarnings("this-escape")
  public TransformerEncoderLayer(int dModel, int nhead, Options options) {
    activation = activation(options.activation());
    attributes = new Attributes().with("norm_first", options.normFirst());
    MultiheadAttention.Options attention =
        new MultiheadAttention.Options(
            options.dropout(), options.bias(), false, false, null, null, options.batchFirst());
    int inner = options.dimFeedforward();
    registerModule("self_attn", new MultiheadAttention(dModel, nhead, attention));
    registerModule("linear1", new Linear(dModel, inner, options.bias()));
    registerModule("dropout", new Dropout(options.dropout()));
    registerModule("linear2", new Linear(inner, dModel, options.bias()));
    registerModule("norm1", norm(dModel, options));
    registerModule("norm2", norm(dModel, options));
    registerModule("dropout1", new Dropout(options.dropout()));
    registerModule("dropout2", new Dropout(options.dropout()));
  }

  private static Module activation(String name) {
    return switch (name) {
      case "relu" -> new ReLU();
      case "gelu" -> new GELU();
      default -> throw TorchException.runtime("activation should be relu/gelu, not " + name);
    };
  }

  /// `relu` or `gelu`.
  public String activation() {
    return activation instanceof GELU ? "gelu" : "relu";
  }

  private static LayerNorm norm(int size, Options options) {
    return new LayerNorm(Dims.of(size), options.layerNormEps(), true, options.bias());
  }

  /// Arguments: src, src_mask, src_key_padding_mask, is_causal.
  @Override
  protected Object forward(Args args) {
    Tensor x = (Tensor) args.get(0, "src", null);
    Tensor mask = (Tensor) args.get(1, "src_mask", null);
    Tensor padding = (Tensor) args.get(2, "src_key_padding_mask", null);
    boolean causal = (Boolean) args.get(3, "is_causal", false);
    DType dtype = x.dtype();
    Tensor hidden =
        AttentionMask.canonical(padding, "src_key_padding_mask", mask, "src_mask", dtype);
    Tensor additive = AttentionMask.canonical(mask, "src_mask", null, "", dtype);
    if (attributes.flag("norm_first")) {
      Tensor attended = x.add(attended(call("norm1", x), additive, hidden, causal));
      return attended.add(fedForward(call("norm2", attended)));
    }
    Tensor attended = call("norm1", x.add(attended(x, additive, hidden, causal)));
    return call("norm2", attended.add(fedForward(attended)));
  }

  private Tensor attended(Tensor x, Tensor mask, Tensor padding, boolean causal) {
    Map<String, Object> named = new HashMap<>();
    named.put("attn_mask", mask);
    named.put("key_padding_mask", padding);
    named.put("need_weights", false);
    named.put("is_causal", causal);
    Module attention = childSlots().get("self_attn").get();
    List<?> results = (List<?>) attention.callAll(new Args(List.of(x, x, x), named));
    return call("dropout1", (Tensor) results.get(0));
  }

  private Tensor fedForward(Tensor x) {
    Tensor inner = Layer.call(activation, call("linear1", x));
    return call("dropout2", call("linear2", call("dropout", inner)));
  }

  private Tensor call(String child, Tensor x) {
    return Layer.call(childSlots().get(child).get(), x);
  }

  @Override
  public Map<String, Object> attributes() {
    return attributes.live();
  }
}
