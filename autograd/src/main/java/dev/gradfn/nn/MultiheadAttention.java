package dev.gradfn.nn;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.DType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Attention with several heads. It takes query, key and value and gives a list of the output and
/// the weights of attention.
public final class MultiheadAttention extends Module {

  /// Arguments with PyTorch's defaults.
  ///
  /// @param addBiasKv whether there is one more learned key and value
  /// @param kdim size of the keys; null: `embedDim`
  /// @param vdim size of the values; null: `embedDim`
  /// @param batchFirst whether inputs are `[n, l, e]` and not `[l, n, e]`
  public record Options(
      Number dropout,
      boolean bias,
      boolean addBiasKv,
      boolean addZeroAttn,
      Integer kdim,
      Integer vdim,
      boolean batchFirst) {
    public static final Options DEFAULT = new Options(0.0, true, false, false, null, null, false);
  }

  private final Attributes attributes;
  private final Slot<NonDynamicallyQuantizableLinear> outProj;

  public MultiheadAttention(int embedDim, int numHeads) {
    this(embedDim, numHeads, Options.DEFAULT);
  }

  @SuppressWarnings("this-escape")
  public MultiheadAttention(int embedDim, int numHeads, Options options) {
    check(embedDim, numHeads);
    int kdim = options.kdim() == null ? embedDim : options.kdim();
    int vdim = options.vdim() == null ? embedDim : options.vdim();
    boolean packed = kdim == embedDim && vdim == embedDim;
    attributes =
        new Attributes()
            .with("embed_dim", embedDim)
            .with("kdim", kdim)
            .with("vdim", vdim)
            .with("num_heads", numHeads)
            .with("dropout", options.dropout())
            .with("batch_first", options.batchFirst())
            .with("head_dim", embedDim / numHeads)
            .with("add_zero_attn", options.addZeroAttn());
    // The last projection draws first.
    NonDynamicallyQuantizableLinear last =
        new NonDynamicallyQuantizableLinear(embedDim, embedDim, options.bias());
    if (packed) {
      add("in_proj_weight", Weights.xavierUniform(3L * embedDim, embedDim));
      for (String name : List.of("q", "k", "v")) add(name + "_proj_weight", null);
    } else {
      add("q_proj_weight", Weights.xavierUniform(embedDim, embedDim));
      add("k_proj_weight", Weights.xavierUniform(embedDim, kdim));
      add("v_proj_weight", Weights.xavierUniform(embedDim, vdim));
      add("in_proj_weight", null);
    }
    add("in_proj_bias", options.bias() ? Weights.zeros(3L * embedDim) : null);
    if (options.bias()) Init.zeros_(last.bias().get());
    outProj = registerModule("out_proj", last);
    boolean more = options.addBiasKv();
    add("bias_k", more ? Weights.xavierNormal(1, 1, embedDim) : null);
    add("bias_v", more ? Weights.xavierNormal(1, 1, embedDim) : null);
  }

  private static void check(int embedDim, int numHeads) {
    if (embedDim <= 0 || numHeads <= 0) {
      throw TorchException.value(
          "embed_dim and num_heads must be greater than 0, got embed_dim="
              + embedDim
              + " and num_heads="
              + numHeads
              + " instead");
    }
    if (embedDim % numHeads != 0) {
      throw AttentionMask.assertion("embed_dim must be divisible by num_heads");
    }
  }

  private void add(String name, Tensor value) {
    registerParameter(name, parameterOrNull(value));
  }

  private Tensor parameter(String name) {
    return parameterSlots().get(name).get();
  }

  private AttentionWeights weights() {
    return new AttentionWeights(
        parameter("in_proj_weight"),
        parameter("q_proj_weight"),
        parameter("k_proj_weight"),
        parameter("v_proj_weight"),
        parameter("in_proj_bias"),
        parameter("bias_k"),
        parameter("bias_v"),
        outProj.get().weight().get(),
        outProj.get().bias().get());
  }

  /// Arguments: query, key, value, key_padding_mask, need_weights, attn_mask, average_attn_weights,
  /// is_causal.
  @Override
  protected Object forward(Args args) {
    Tensor query = (Tensor) args.get(0, "query", null);
    Tensor key = (Tensor) args.get(1, "key", null);
    Tensor value = (Tensor) args.get(2, "value", null);
    Tensor padding = (Tensor) args.get(3, "key_padding_mask", null);
    Tensor mask = (Tensor) args.get(5, "attn_mask", null);
    DType dtype = query.dtype();
    Tensor additive = AttentionMask.canonical(mask, "attn_mask", null, "", dtype);
    boolean turned = attributes.flag("batch_first") && query.dim() == 3;
    // What is the same object stays so: one projection serves for all.
    Tensor q = turned ? query.transpose(1, 0) : query;
    Tensor k = key == query ? q : turned ? key.transpose(1, 0) : key;
    Tensor v = value == key ? k : turned ? value.transpose(1, 0) : value;
    MultiHead.Call call =
        new MultiHead.Call(
            q,
            k,
            v,
            AttentionMask.canonical(padding, "key_padding_mask", mask, "attn_mask", dtype),
            additive,
            (Boolean) args.get(4, "need_weights", true),
            (Boolean) args.get(6, "average_attn_weights", true),
            (Boolean) args.get(7, "is_causal", false));
    double dropout = isTraining() ? attributes.number("dropout").doubleValue() : 0;
    MultiHead heads =
        new MultiHead(
            attributes.integer("num_heads"), weights(), attributes.flag("add_zero_attn"), dropout);
    List<Tensor> results = heads.run(call, attributes.integer("embed_dim"));
    Tensor output = turned ? results.get(0).transpose(1, 0) : results.get(0);
    return Arrays.asList(output, results.get(1));
  }

  @Override
  public Map<String, Object> attributes() {
    return attributes.live();
  }
}
