package dev.gradfn.signature;

import static dev.gradfn.signature.OperationTable.row;

import dev.gradfn.nn.F;

/// Arithmetic and activations.
final class PointwiseRows {
  private PointwiseRows() {}

  static void register() {
    row(
        "add(input, other, *, alpha=1)",
        a -> a.tensor("input").add(a.tensorOrNumber("other"), a.number("alpha")));
    row(
        "sub(input, other, *, alpha=1)",
        a -> a.tensor("input").sub(a.tensorOrNumber("other"), a.number("alpha")));
    row("mul(input, other)", a -> a.tensor("input").mul(a.tensorOrNumber("other")));
    row("neg(input)", a -> a.tensor("input").neg());
    row("exp(input)", a -> a.tensor("input").exp());
    row("sqrt(input)", a -> a.tensor("input").sqrt());
    row("rsqrt(input)", a -> a.tensor("input").rsqrt());
    row("sigmoid(input)", a -> a.tensor("input").sigmoid());
    row("nn.functional.sigmoid(input)", a -> a.tensor("input").sigmoid());
    row(
        "nn.functional.silu(input, inplace=False)",
        a -> F.silu(a.tensor("input"), a.bool("inplace")));
    row("relu(input)", a -> F.relu(a.tensor("input"), false));
    row(
        "nn.functional.relu(input, inplace=False)",
        a -> F.relu(a.tensor("input"), a.bool("inplace")));
    row(
        "nn.functional.leaky_relu(input, negative_slope=0.01, inplace=False)",
        a -> F.leakyRelu(a.tensor("input"), a.number("negative_slope"), a.bool("inplace")));
  }
}
