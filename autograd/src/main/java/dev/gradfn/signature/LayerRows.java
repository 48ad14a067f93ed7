package dev.gradfn.signature;

import static dev.gradfn.signature.OperationTable.row;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.nn.F;

/// Operations behind the layers.
final class LayerRows {
  private LayerRows() {}

  static void register() {
    row(
        "nn.functional.conv2d(input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1)",
        LayerRows::conv2d);
    row(
        "nn.functional.batch_norm(input, running_mean, running_var, weight=None, bias=None,"
            + " training=False, momentum=0.1, eps=1e-05)",
        a ->
            F.batchNorm(
                a.tensor("input"),
                a.tensorOrNull("running_mean"),
                a.tensorOrNull("running_var"),
                a.tensorOrNull("weight"),
                a.tensorOrNull("bias"),
                a.bool("training"),
                a.number("momentum").doubleValue(),
                a.number("eps").doubleValue()));
  }

  private static Tensor conv2d(Arguments a) {
    return F.conv2d(
        a.tensor("input"),
        a.tensor("weight"),
        a.tensorOrNull("bias"),
        a.dims("stride", 2),
        a.dims("padding", 2),
        a.dims("dilation", 2),
        a.integer("groups"));
  }
}
