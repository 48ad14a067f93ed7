package dev.gradfn.nn;

import dev.gradfn.autograd.Tensor;

/// Self-attention, attention to what an encoder gave (`memory`), and two linear layers, each with a
/// residual and a normalisation.
public final class TransformerDecoderLayer extends TransformerLayer {
  public TransformerDecoderLayer(int dModel, int nhead) {
    this(dModel, nhead, TransformerEncoderLayer.Options.DEFAULT);
  }

  @SuppressWarnings("this-escape")
  public TransformerDecoderLayer(int dModel, int nhead, TransformerEncoderLayer.Options options) {
    super(options);
    registerModule("self_attn", attention(dModel, nhead, options));
    registerModule("multihead_attn", attention(dModel, nhead, options));
    registerFeedForward(dModel, options);
    registerNorms(3, dModel, options);
  }

  /// Arguments: tgt, memory, tgt_mask, memory_mask, tgt_key_padding_mask, memory_key_padding_mask,
  /// tgt_is_causal, memory_is_causal.
  @Override
  protected Object forward(Args args) {
    Tensor memory = (Tensor) args.get(1, "memory", null);
    Tensor mask = (Tensor) args.get(2, "tgt_mask", null);
    Tensor memoryMask = (Tensor) args.get(3, "memory_mask", null);
    Tensor padding = (Tensor) args.get(4, "tgt_key_padding_mask", null);
    Tensor memoryPadding = (Tensor) args.get(5, "memory_key_padding_mask", null);
    boolean causal = (Boolean) args.get(6, "tgt_is_causal", false);
    boolean memoryCausal = (Boolean) args.get(7, "memory_is_causal", false);
    Tensor own =
        with(
            (Tensor) args.get(0, "tgt", null),
            "norm1",
            x -> attended("self_attn", "dropout1", x, x, mask, padding, causal));
    Tensor both =
        with(
            own,
            "norm2",
            x ->
                attended(
                    "multihead_attn",
                    "dropout2",
                    x,
                    memory,
                    memoryMask,
                    memoryPadding,
                    memoryCausal));
    return with(both, "norm3", x -> fedForward("dropout3", x));
  }
}
