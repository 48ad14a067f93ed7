package dev.gradfn.nn;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.DType;

/// Self-attention and two linear layers, each with a residual and a normalisation.
///
/// It always computes step by step, as PyTorch does where gradients are recorded.
public final class TransformerEncoderLayer extends TransformerLayer {

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

  public TransformerEncoderLayer(int dModel, int nhead) {
    this(dModel, nhead, Options.DEFAULT);
  }

  @SuppressWarnings("this-escape")
  public TransformerEncoderLayer(int dModel, int nhead, Options options) {
    super(options);
    registerModule("self_attn", attention(dModel, nhead, options));
    registerFeedForward(dModel, options);
    registerNorms(2, dModel, options);
  }

  /// Arguments: src, src_mask, src_key_padding_mask, is_causal.
  @Override
  protected Object forward(Args args) {
    Tensor src = (Tensor) args.get(0, "src", null);
    Tensor mask = (Tensor) args.get(1, "src_mask", null);
    Tensor padding = (Tensor) args.get(2, "src_key_padding_mask", null);
    boolean causal = (Boolean) args.get(3, "is_causal", false);
    DType dtype = src.dtype();
    Tensor hidden =
        AttentionMask.canonical(padding, "src_key_padding_mask", mask, "src_mask", dtype);
    Tensor additive = AttentionMask.canonical(mask, "src_mask", null, "", dtype);
    Tensor attended =
        with(src, "norm1", x -> attended("self_attn", "dropout1", x, x, additive, hidden, causal));
    return with(attended, "norm2", x -> fedForward("dropout2", x));
  }
}
