package dev.gradfn.signature;

import static dev.gradfn.signature.OperationTable.row;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.Dims;
import dev.gradfn.nn.Convolutions;
import dev.gradfn.nn.F;

/// Operations behind the layers.
final class LayerRows {
  private LayerRows() {}

  static void register() {
    for (int rank = 1; rank <= 3; rank++) convolutions(rank);
    row(
        "nn.functional.unfold(input, kernel_size, dilation=1, padding=0, stride=1)",
        a ->
            Convolutions.unfold(
                a.tensor("input"),
                a.dims("kernel_size", 2),
                a.dims("dilation", 2),
                a.dims("padding", 2),
                a.dims("stride", 2)));
    row(
        "nn.functional.fold(input, output_size, kernel_size, dilation=1, padding=0, stride=1)",
        a ->
            Convolutions.fold(
                a.tensor("input"),
                a.dims("output_size", 2),
                a.dims("kernel_size", 2),
                a.dims("dilation", 2),
                a.dims("padding", 2),
                a.dims("stride", 2)));
    row(
        "nn.functional.batch_norm(input, running_mean, running_var, weight=None, bias=None,"
            + " training=False, momentum=0.1, eps=1e-05)",
        LayerRows::batchNorm);
  }

  private static Tensor batchNorm(Arguments a) {
    double eps = a.number("eps").doubleValue();
    if (a.bool("training") && eps <= 0) {
      throw TorchException.value("batch_norm eps must be positive during training, but got " + eps);
    }
    return F.batchNorm(
        a.tensor("input"),
        a.tensorOrNull("running_mean"),
        a.tensorOrNull("running_var"),
        a.tensorOrNull("weight"),
        a.tensorOrNull("bias"),
        a.bool("training"),
        a.number("momentum").doubleValue(),
        eps);
  }

  private static void convolutions(int rank) {
    row(
        "nn.functional.conv"
            + rank
            + "d(input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1)",
        a -> convolution(a, rank));
    row(
        "nn.functional.conv_transpose"
            + rank
            + "d(input, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1,"
            + " dilation=1)",
        a ->
            Convolutions.transposed(
                a.tensor("input"),
                a.tensor("weight"),
                a.tensorOrNull("bias"),
                each(a, "stride", rank),
                each(a, "padding", rank),
                each(a, "output_padding", rank),
                a.integer("groups"),
                each(a, "dilation", rank)));
  }

  private static Tensor convolution(Arguments a, int rank) {
    Tensor input = a.tensor("input");
    Tensor weight = a.tensor("weight");
    Tensor bias = a.tensorOrNull("bias");
    Dims stride = each(a, "stride", rank);
    Dims dilation = each(a, "dilation", rank);
    int groups = a.integer("groups");
    return a.get("padding") instanceof String name
        ? Convolutions.conv(input, weight, bias, stride, name, dilation, groups)
        : Convolutions.conv(
            input, weight, bias, stride, each(a, "padding", rank), dilation, groups);
  }

  /// One number for all dimensions, or one each.
  private static Dims each(Arguments a, String name, int rank) {
    Dims given = a.dims(name, rank);
    TorchException.check(
        given.rank() == rank,
        () ->
            "expected "
                + name
                + " to be a single integer value or a list of "
                + rank
                + " values to match the convolution dimensions, but got "
                + name
                + "="
                + given);
    return given;
  }
}
