package dev.gradfn.signature;

import static dev.gradfn.signature.OperationTable.row;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.autograd.Warnings;
import dev.gradfn.core.Dims;
import dev.gradfn.op.Activation;
import dev.gradfn.op.Curve;
import dev.gradfn.op.Glu;
import dev.gradfn.op.LogSigmoid;
import dev.gradfn.op.Op;
import dev.gradfn.op.PreluKernel;
import dev.gradfn.op.Softmax;

/// Activations.
final class ActivationRows {
  private static final double SELU_ALPHA = 1.6732632423543772848170429916717;
  private static final double SELU_SCALE = 1.0507009873554804934193349852946;

  private ActivationRows() {}

  static void register() {
    curves();
    shrinking();
    alongDimension();
    row(
        "nn.functional.softsign(input)",
        a -> a.tensor("input").div(a.tensor("input").abs().add(1)));
    row("nn.functional.tanh(input)", a -> a.tensor("input").tanh());
    row("nn.functional.tanhshrink(input)", a -> a.tensor("input").sub(a.tensor("input").tanh()));
    row("nn.functional.logsigmoid(input)", a -> LogSigmoid.of(a.tensor("input")));
    row("nn.functional.prelu(input, weight)", ActivationRows::prelu);
  }

  private static void curves() {
    row(
        "nn.functional.elu(input, alpha=1.0, inplace=False)",
        a -> run(a, new Activation(Curve.ELU, a.number("alpha"), 1L, 1L)));
    row(
        "nn.functional.selu(input, inplace=False)",
        a -> run(a, new Activation(Curve.ELU, SELU_ALPHA, SELU_SCALE, 1L)));
    row(
        "nn.functional.celu(input, alpha=1.0, inplace=False)",
        a -> {
          TorchException.check(
              a.number("alpha").doubleValue() != 0,
              () -> "ZeroDivisionError: alpha cannot be 0 for CELU");
          return run(a, new Activation(Curve.CELU, a.number("alpha")));
        });
    row(
        "nn.functional.softplus(input, beta=1, threshold=20)",
        a ->
            Operations.apply(
                new Activation(Curve.SOFTPLUS, a.number("beta"), a.number("threshold")),
                a.tensor("input")));
    row(
        "nn.functional.gelu(input, approximate='none')",
        a -> Operations.apply(gelu(a.text("approximate")), a.tensor("input")));
    row("nn.functional.mish(input, inplace=False)", a -> run(a, new Activation(Curve.MISH)));
    row(
        "nn.functional.hardsigmoid(input, inplace=False)",
        a -> run(a, new Activation(Curve.HARDSIGMOID)));
    row(
        "nn.functional.hardswish(input, inplace=False)",
        a -> run(a, new Activation(Curve.HARDSWISH)));
  }

  private static void shrinking() {
    row(
        "nn.functional.hardtanh(input, min_val=-1.0, max_val=1.0, inplace=False)",
        a -> run(a, hardtanh(a.number("min_val"), a.number("max_val"))));
    row(
        "nn.functional.relu6(input, inplace=False)",
        a -> run(a, new Activation(Curve.HARDTANH, 0L, 6L)));
    row(
        "nn.functional.threshold(input, threshold, value, inplace=False)",
        a -> run(a, new Activation(Curve.THRESHOLD, a.number("threshold"), a.number("value"))));
    row(
        "nn.functional.softshrink(input, lambd=0.5)",
        a -> {
          Number lambda = a.number("lambd");
          String shown = String.valueOf(lambda).replaceFirst("\\.0$", "").replace("NaN", "nan");
          TorchException.check(
              lambda.doubleValue() >= 0,
              () -> "lambda must be greater or equal to 0, but found to be " + shown + ".");
          return Operations.apply(new Activation(Curve.SOFTSHRINK, lambda), a.tensor("input"));
        });
    row(
        "nn.functional.hardshrink(input, lambd=0.5)",
        a ->
            Operations.apply(
                new Activation(Curve.HARDSHRINK, a.number("lambd")), a.tensor("input")));
  }

  private static void alongDimension() {
    row(
        "nn.functional.glu(input, dim=-1)",
        a -> Operations.apply(new Glu(a.integer("dim")), a.tensor("input")));
    for (String prefix : new String[] {"", "nn.functional."}) {
      String arguments =
          prefix.isEmpty()
              ? "(input, dim, dtype=None)"
              : "(input, dim=None, _stacklevel=3, dtype=None)";
      row(
          prefix + "softmax" + arguments,
          a ->
              Operations.apply(
                  new Softmax(Softmax.Kind.PLAIN, dim(a, "softmax")), typed(a, a.tensor("input"))));
      row(
          prefix + "log_softmax" + arguments,
          a ->
              Operations.apply(
                  new Softmax(Softmax.Kind.LOG, dim(a, "log_softmax")),
                  typed(a, a.tensor("input"))));
    }
    row(
        "nn.functional.softmin(input, dim=None, _stacklevel=3, dtype=None)",
        a ->
            Operations.apply(
                new Softmax(Softmax.Kind.PLAIN, dim(a, "softmin")),
                typed(a, a.tensor("input").neg())));
  }

  private static Tensor run(Arguments a, Op op) {
    Tensor x = a.tensor("input");
    return a.bool("inplace") ? Operations.applyInPlace(op, x) : Operations.apply(op, x);
  }

  /// An omitted dimension is guessed from the rank, with a warning.
  private static int dim(Arguments a, String function) {
    if (!a.isNone("dim")) return a.integer("dim");
    Warnings.warn(
        "Implicit dimension choice for "
            + function
            + " has been deprecated. Change the call to include dim=X as an argument.");
    int rank = a.tensor("input").dim();
    return rank == 0 || rank == 1 || rank == 3 ? 0 : 1;
  }

  private static Tensor typed(Arguments a, Tensor x) {
    return a.isNone("dtype") ? x : x.to(a.dtype("dtype"));
  }

  private static Activation gelu(String approximate) {
    TorchException.check(
        approximate.equals("none") || approximate.equals("tanh"),
        () -> "approximate argument must be either none or tanh.");
    return new Activation(approximate.equals("tanh") ? Curve.GELU_TANH : Curve.GELU, approximate);
  }

  private static void requireSlopes(Tensor x, long slopes) {
    TorchException.check(x.dim() > 0, () -> "Not allow zero-dim input tensor.");
    long channels = x.dim() > 1 ? x.shape().get(1) : 1;
    TorchException.check(
        channels == slopes,
        () ->
            "Mismatch of parameter numbers and input channel size. Found parameter numbers = "
                + slopes
                + " and channel size = "
                + channels
                + ".");
  }

  /// One slope for all, or one per channel (dimension 1). One per channel, or one.
  private static Tensor slopes(Tensor weight, int rank) {
    if (weight.dim() == rank) return weight;
    Dims ones = Dims.filled(rank, 1);
    return weight.reshape(rank > 1 ? ones.with(1, weight.numel()) : ones);
  }

  private static Tensor prelu(Arguments a) {
    Tensor x = a.tensor("input");
    Tensor weight = a.tensor("weight");
    TorchException.check(
        weight.dim() <= 1,
        () ->
            "prelu: Expected `weight` to be a scalar or 1D tensor, but got: ndim = "
                + weight.dim());
    if (weight.numel() != 1) requireSlopes(x, weight.numel());
    return Operations.apply(PreluKernel.PRELU, x, slopes(weight, x.dim()));
  }

  private static Activation hardtanh(Number least, Number most) {
    if (least.doubleValue() > most.doubleValue()) {
      throw TorchException.value("min_val cannot be greater than max_val");
    }
    return new Activation(Curve.HARDTANH, least, most);
  }
}
