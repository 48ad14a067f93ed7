package dev.gradfn.signature;

import static dev.gradfn.signature.OperationTable.row;

import dev.gradfn.nn.Normalization;

/// Normalisations.
final class NormRows {
  private NormRows() {}

  static void register() {
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
