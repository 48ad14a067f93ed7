package dev.gradfn.nn;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.Dims;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// An encoder of `src` and a decoder that makes `tgt` into the output.
public final class Transformer extends Module {
  private final Attributes attributes;

  public Transformer(int dModel, int nhead, int encoderLayers, int decoderLayers) {
    this(dModel, nhead, encoderLayers, decoderLayers, TransformerEncoderLayer.Options.DEFAULT);
  }

  public Transformer(
      int dModel,
      int nhead,
      int encoderLayers,
      int decoderLayers,
      TransformerEncoderLayer.Options options) {
    this(
        dModel,
        nhead,
        options.batchFirst(),
        encoder(dModel, nhead, encoderLayers, options),
        decoder(dModel, nhead, decoderLayers, options));
    resetParameters();
  }

  /// Of parts that exist, whose values stay.
  @SuppressWarnings("this-escape")
  public Transformer(int dModel, int nhead, boolean batchFirst, Module encoder, Module decoder) {
    registerModule("encoder", encoder);
    registerModule("decoder", decoder);
    attributes =
        new Attributes()
            .with("d_model", dModel)
            .with("nhead", nhead)
            .with("batch_first", batchFirst);
  }

  /// New values for all matrices, as after construction.
  public void resetParameters() {
    for (Tensor parameter : parameters()) {
      if (parameter.dim() > 1) Init.xavierUniform_(parameter, 1, null);
    }
  }

  /// The encoder that a transformer makes for itself.
  public static TransformerEncoder encoder(
      int dModel, int nhead, int layers, TransformerEncoderLayer.Options options) {
    var layer = new TransformerEncoderLayer(dModel, nhead, options);
    return new TransformerEncoder(layer, layers, norm(dModel, options));
  }

  /// The decoder that a transformer makes for itself.
  public static TransformerDecoder decoder(
      int dModel, int nhead, int layers, TransformerEncoderLayer.Options options) {
    var layer = new TransformerDecoderLayer(dModel, nhead, options);
    return new TransformerDecoder(layer, layers, norm(dModel, options));
  }

  private static LayerNorm norm(int size, TransformerEncoderLayer.Options options) {
    return new LayerNorm(Dims.of(size), options.layerNormEps(), true, options.bias());
  }

  /// Arguments: src, tgt, src_mask, tgt_mask, memory_mask, src_key_padding_mask,
  /// tgt_key_padding_mask, memory_key_padding_mask, src_is_causal, tgt_is_causal, memory_is_causal.
  @Override
  protected Object forward(Args args) {
    Tensor src = (Tensor) args.get(0, "src", null);
    Tensor tgt = (Tensor) args.get(1, "tgt", null);
    requireFits(src, tgt);
    Map<String, Object> encoding = new HashMap<>();
    encoding.put("mask", args.get(2, "src_mask", null));
    encoding.put("src_key_padding_mask", args.get(5, "src_key_padding_mask", null));
    encoding.put("is_causal", args.get(8, "src_is_causal", null));
    Object memory = childSlots().get("encoder").get().callAll(new Args(List.of(src), encoding));
    Map<String, Object> decoding = new HashMap<>();
    decoding.put("tgt_mask", args.get(3, "tgt_mask", null));
    decoding.put("memory_mask", args.get(4, "memory_mask", null));
    decoding.put("tgt_key_padding_mask", args.get(6, "tgt_key_padding_mask", null));
    decoding.put("memory_key_padding_mask", args.get(7, "memory_key_padding_mask", null));
    decoding.put("tgt_is_causal", args.get(9, "tgt_is_causal", null));
    decoding.put("memory_is_causal", args.get(10, "memory_is_causal", false));
    return childSlots().get("decoder").get().callAll(new Args(List.of(tgt, memory), decoding));
  }

  private void requireFits(Tensor src, Tensor tgt) {
    int batch = attributes.flag("batch_first") ? 0 : 1;
    TorchException.check(
        src.dim() != 3 || src.shape().get(batch) == tgt.shape().get(batch),
        () -> "the batch number of src and tgt must be equal");
    int size = attributes.number("d_model").intValue();
    TorchException.check(
        src.shape().get(-1) == size && tgt.shape().get(-1) == size,
        () -> "the feature number of src and tgt must be equal to d_model");
  }

  @Override
  public Map<String, Object> attributes() {
    return attributes.live();
  }
}
