package dev.gradfn.signature;

import static dev.gradfn.signature.ModuleTable.row;

import dev.gradfn.nn.Bilinear;
import dev.gradfn.nn.Embedding;
import dev.gradfn.nn.EmbeddingBag;
import dev.gradfn.nn.Identity;
import dev.gradfn.nn.Linear;

/// Linear layers and embeddings.
final class LinearModules {
  private LinearModules() {}

  static void register() {
    row("Identity(*args, **kwargs)", _ -> new Identity());
    row(
        "Linear(in_features, out_features, bias=True, device=None, dtype=None)",
        a -> new Linear(a.integer("in_features"), a.integer("out_features"), a.bool("bias")));
    row(
        "Bilinear(in1_features, in2_features, out_features, bias=True, device=None, dtype=None)",
        a ->
            new Bilinear(
                a.integer("in1_features"),
                a.integer("in2_features"),
                a.integer("out_features"),
                a.bool("bias")));
    row(
        "Embedding(num_embeddings, embedding_dim, padding_idx=None, max_norm=None, norm_type=2.0,"
            + " scale_grad_by_freq=False, sparse=False, _weight=None, _freeze=False, device=None,"
            + " dtype=None)",
        LinearModules::embedding);
    row(
        "EmbeddingBag(num_embeddings, embedding_dim, max_norm=None, norm_type=2.0,"
            + " scale_grad_by_freq=False, mode='mean', sparse=False, _weight=None,"
            + " include_last_offset=False, padding_idx=None, device=None, dtype=None)",
        LinearModules::embeddingBag);
  }

  private static Embedding embedding(Arguments a) {
    Embedding.Options options =
        new Embedding.Options(
            a.isNone("padding_idx") ? null : Integer.valueOf(a.integer("padding_idx")),
            a.isNone("max_norm") ? null : Double.valueOf(a.number("max_norm").doubleValue()),
            a.number("norm_type"),
            a.bool("scale_grad_by_freq"),
            a.bool("sparse"));
    return new Embedding(a.integer("num_embeddings"), a.integer("embedding_dim"), options);
  }

  private static EmbeddingBag embeddingBag(Arguments a) {
    EmbeddingBag.Options options =
        new EmbeddingBag.Options(
            a.isNone("max_norm") ? null : Double.valueOf(a.number("max_norm").doubleValue()),
            a.number("norm_type"),
            a.bool("scale_grad_by_freq"),
            a.text("mode"),
            a.bool("sparse"),
            a.bool("include_last_offset"),
            a.isNone("padding_idx") ? null : Integer.valueOf(a.integer("padding_idx")));
    return new EmbeddingBag(a.integer("num_embeddings"), a.integer("embedding_dim"), options);
  }
}
