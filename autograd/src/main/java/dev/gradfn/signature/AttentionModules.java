package dev.gradfn.signature;

import static dev.gradfn.signature.ModuleTable.row;

import dev.gradfn.nn.Module;
import dev.gradfn.nn.MultiheadAttention;
import dev.gradfn.nn.NonDynamicallyQuantizableLinear;
import dev.gradfn.nn.Transformer;
import dev.gradfn.nn.TransformerDecoder;
import dev.gradfn.nn.TransformerDecoderLayer;
import dev.gradfn.nn.TransformerEncoder;
import dev.gradfn.nn.TransformerEncoderLayer;

/// Attention.
final class AttentionModules {
  private static final String LAYER =
      "(d_model, nhead, dim_feedforward=2048, dropout=0.1, activation='relu',"
          + " layer_norm_eps=1e-05, batch_first=False, norm_first=False, bias=True, device=None,"
          + " dtype=None)";

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
        "TransformerEncoderLayer" + LAYER,
        a -> new TransformerEncoderLayer(a.integer("d_model"), a.integer("nhead"), options(a)));
    row(
        "TransformerDecoderLayer" + LAYER,
        a -> new TransformerDecoderLayer(a.integer("d_model"), a.integer("nhead"), options(a)));
    row(
        "TransformerEncoder(encoder_layer, num_layers, norm=None, enable_nested_tensor=True,"
            + " mask_check=True)",
        a ->
            new TransformerEncoder(
                layer(a, "encoder_layer", TransformerEncoderLayer.class),
                a.integer("num_layers"),
                norm(a),
                a.bool("enable_nested_tensor"),
                a.bool("mask_check")));
    row(
        "TransformerDecoder(decoder_layer, num_layers, norm=None)",
        a ->
            new TransformerDecoder(
                layer(a, "decoder_layer", TransformerDecoderLayer.class),
                a.integer("num_layers"),
                norm(a)));
    row(
        "Transformer(d_model=512, nhead=8, num_encoder_layers=6, num_decoder_layers=6,"
            + " dim_feedforward=2048, dropout=0.1, activation='relu', custom_encoder=None,"
            + " custom_decoder=None, layer_norm_eps=1e-05, batch_first=False, norm_first=False,"
            + " bias=True, device=None, dtype=None)",
        AttentionModules::transformer);
  }

  private static Transformer transformer(Arguments a) {
    int width = a.integer("d_model");
    int heads = a.integer("nhead");
    var options = options(a);
    Module encoder =
        a.isNone("custom_encoder")
            ? Transformer.encoder(width, heads, a.integer("num_encoder_layers"), options)
            : layer(a, "custom_encoder", Module.class);
    Module decoder =
        a.isNone("custom_decoder")
            ? Transformer.decoder(width, heads, a.integer("num_decoder_layers"), options)
            : layer(a, "custom_decoder", Module.class);
    var made = new Transformer(width, heads, a.bool("batch_first"), encoder, decoder);
    made.resetParameters();
    return made;
  }

  private static TransformerEncoderLayer.Options options(Arguments a) {
    return new TransformerEncoderLayer.Options(
        a.integer("dim_feedforward"),
        a.number("dropout"),
        a.text("activation"),
        a.number("layer_norm_eps"),
        a.bool("batch_first"),
        a.bool("norm_first"),
        a.bool("bias"));
  }

  private static <M extends Module> M layer(Arguments a, String name, Class<M> type) {
    if (type.isInstance(a.get(name))) return type.cast(a.get(name));
    String got = a.get(name) instanceof Module module ? module.typeName() : "" + a.get(name);
    throw new IllegalArgumentException(
        "argument '%s' must be a %s, not %s".formatted(name, type.getSimpleName(), got));
  }

  private static Module norm(Arguments a) {
    return a.isNone("norm") ? null : layer(a, "norm", Module.class);
  }

  private static Integer integerOrNull(Arguments a, String name) {
    return a.isNone(name) ? null : Integer.valueOf(a.integer(name));
  }
}
