package dev.gradfn.signature;

import static dev.gradfn.signature.OperationTable.row;

import dev.gradfn.nn.Normalization;
import dev.gradfn.nn.Similarity;

/// Normalisations.
final class NormRows {
  private NormRows() {}

  static void register() {
    row(
        "nn.functional.normalize(input, p=2.0, dim=1, eps=1e-12)",
        a ->
            Similarity.normalize(
                a.tensor("input"), a.number("p"), a.integer("dim"), a.number("eps").doubleValue()));
    row(
        "nn.functional.cosine_similarity(x1, x2, dim=1, eps=1e-08)",
        a ->
            Similarity.cosine(
                a.tensor("x1"), a.tensor("x2"), a.integer("dim"), a.number("eps").doubleValue()));
    row(
        "nn.functional.layer_norm(input, normalized_shape, weight=None, bias=None, eps=1e-05)",
        a ->
            Normalization.layerNorm(
                a.tensor("input"),
                a.dims("normalized_shape"),
                a.tensorOrNull("weight"),
                a.tensorOrNull("bias"),
                a.number("eps").doubleValue()));
    row(
        "nn.functional.rms_norm(input, normalized_shape, weight=None, eps=None)",
        a ->
            Normalization.rmsNorm(
                a.tensor("input"),
                a.dims("normalized_shape"),
                a.tensorOrNull("weight"),
                a.isNone("eps") ? null : Double.valueOf(a.number("eps").doubleValue())));
    row(
        "nn.functional.instance_norm(input, running_mean=None, running_var=None, weight=None,"
            + " bias=None, use_input_stats=True, momentum=0.1, eps=1e-05)",
        a ->
            Normalization.instanceNorm(
                a.tensor("input"),
                a.tensorOrNull("running_mean"),
                a.tensorOrNull("running_var"),
                a.tensorOrNull("weight"),
                a.tensorOrNull("bias"),
                a.bool("use_input_stats"),
                a.number("momentum").doubleValue(),
                a.number("eps").doubleValue()));
    row(
        "nn.functional.group_norm(input, num_groups, weight=None, bias=None, eps=1e-05)",
        a ->
            Normalization.groupNorm(
                a.tensor("input"),
                a.integer("num_groups"),
                a.tensorOrNull("weight"),
                a.tensorOrNull("bias"),
                a.number("eps").doubleValue()));
  }
}
