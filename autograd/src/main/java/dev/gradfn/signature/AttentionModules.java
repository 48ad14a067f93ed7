package dev.gradfn.signature;

import static dev.gradfn.signature.ModuleTable.row;

import dev.gradfn.nn.MultiheadAttention;
import dev.gradfn.nn.NonDynamicallyQuantizableLinear;
import dev.gradfn.nn.TransformerEncoderLayer;

/// Attention.
final class AttentionModules {
  private AttentionModules() {}

  static void register() {
    row(
        "NonDynamicallyQuantizableLinear(in_features, out_features, bias=True, device=None,"
            + " dtype=None)",
        a ->
            new NonDynamicallyQuantizableLinear(
                a.integer("in_features"), a.integer("out_features"), a.bool("bias")));
    row(
        "MultiheadAttention(embed_dim, num_heads, dropout=0.0, bias=True, add_bias_kv=False,"
            + " add_zero_attn=False, kdim=None, vdim=None, batch_first=False, device=None,"
            + " dtype=None)",
        a ->
            new MultiheadAttention(
                a.integer("embed_dim"),
                a.integer("num_heads"),
                new MultiheadAttention.Options(
                    a.number("dropout"),
                    a.bool("bias"),
                    a.bool("add_bias_kv"),
                    a.bool("add_zero_attn"),
                    integerOrNull(a, "kdim"),
                    integerOrNull(a, "vdim"),
                    a.bool("batch_first"))));
    row(
        "TransformerEncoderLayer(d_model, nhead, dim_feedforward=2048, dropout=0.1,"
            + " activation='relu', layer_norm_eps=1e-05, batch_first=False, norm_first=False,"
            + " bias=True, device=None, dtype=None)",
        a ->
            new TransformerEncoderLayer(
                a.integer("d_model"),
                a.integer("nhead"),
                new TransformerEncoderLayer.Options(
                    a.integer("dim_feedforward"),
                    a.number("dropout"),
                    a.text("activation"),
                    a.number("layer_norm_eps"),
                    a.bool("batch_first"),
                    a.bool("norm_first"),
                    a.bool("bias"))));
  }

  private static Integer integerOrNull(Arguments a, String name) {
    return a.isNone(name) ? null : Integer.valueOf(a.integer(name));
  }
}
