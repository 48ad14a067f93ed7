package dev.gradfn.signature;

import static dev.gradfn.signature.OperationTable.row;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.DType;
import dev.gradfn.op.AddProduct;
import dev.gradfn.op.Bitwise;
import dev.gradfn.op.Cumprod;
import dev.gradfn.op.Cumsum;
import dev.gradfn.op.KernelTypes;
import dev.gradfn.op.Lerp;
import dev.gradfn.op.NanToNum;
import dev.gradfn.op.NotDifferentiable;
import dev.gradfn.op.Op;
import dev.gradfn.op.Triangle;
import java.util.List;
import java.util.Map;

/// More operations that change their first argument: its shape, and what few programs write.
final class WriteRows {
  private WriteRows() {}

  static void register() {
    shapes();
    arithmetic();
    activations();
  }

  private static void shapes() {
    row("t_(input)", a -> a.tensor("input").t_());
    for (String name : List.of("transpose_(input, dim0, dim1)", "swapdims_(input, dim0, dim1)")) {
      row(name, a -> a.tensor("input").transpose_(a.integer("dim0"), a.integer("dim1")));
    }
    row(
        "swapaxes_(input, axis0, axis1)",
        a -> a.tensor("input").transpose_(a.integer("axis0"), a.integer("axis1")));
    row("unsqueeze_(input, dim)", a -> a.tensor("input").unsqueeze_(a.integer("dim")));
    row("squeeze_(input, dim=None)", WriteRows::squeeze);
    row(
        "as_strided_(input, size, stride, storage_offset=None)",
        a ->
            a.tensor("input")
                .asStrided_(a.dims("size"), a.dims("stride"), (Long) a.get("storage_offset")));
    row("detach_(input)", a -> a.tensor("input").detach_());
    row(
        "requires_grad_(input, requires_grad=True)",
        a -> a.tensor("input").requiresGrad_(a.bool("requires_grad")));
    row("tril_(input, diagonal=0)", a -> write(a, new Triangle(false, a.integer("diagonal"))));
    row("triu_(input, diagonal=0)", a -> write(a, new Triangle(true, a.integer("diagonal"))));
  }

  private static Tensor squeeze(Arguments a) {
    Tensor x = a.tensor("input");
    if (a.isNone("dim")) return x.squeeze_();
    return a.get("dim") instanceof Long ? x.squeeze_(a.integer("dim")) : x.squeeze_(a.dims("dim"));
  }

  private static void arithmetic() {
    for (boolean divides : new boolean[] {false, true}) {
      row(
          (divides ? "addcdiv_" : "addcmul_") + "(input, tensor1, tensor2, *, value=1)",
          a ->
              write(
                  a,
                  new AddProduct(divides, a.number("value")),
                  a.tensor("tensor1"),
                  a.tensor("tensor2")));
    }
    row(
        "lerp_(input, end, weight)",
        a ->
            a.get("weight") instanceof Tensor weight
                ? write(a, new Lerp(null), a.tensor("end"), weight)
                : write(a, new Lerp(a.number("weight")), a.tensor("end")));
    row("floor_divide_(input, other)", WriteRows::floorDivide);
    row(
        "nan_to_num_(input, nan=None, posinf=None, neginf=None)",
        a -> write(a, new NanToNum(number(a, "nan"), number(a, "posinf"), number(a, "neginf"))));
    row(
        "cumsum_(input, dim, *, dtype=None)",
        a -> write(a, new Cumsum(a.integer("dim"), writtenType(a, "cumsum_out_cpu"), false)));
    row(
        "cumprod_(input, dim, *, dtype=None)",
        a -> write(a, new Cumprod(a.integer("dim"), writtenType(a, "cumprod_out_cpu"))));
    row("bitwise_not_(input)", a -> write(a, Bitwise.NOT));
    Map<String, Op> logic =
        Map.of("bitwise_and_", Bitwise.AND, "bitwise_or_", Bitwise.OR, "bitwise_xor_", Bitwise.XOR);
    logic.forEach(
        (name, op) -> row(name + "(input, other)", a -> write(a, op, a.tensorOrNumber("other"))));
  }

  private static Tensor floorDivide(Arguments a) {
    Tensor other = a.tensorOrNumber("other");
    int edges = other.requiresGrad() ? 2 : 1;
    NotDifferentiable.Kind kind = NotDifferentiable.Kind.FLOOR_DIVIDE;
    return write(a, new NotDifferentiable(kind, false, edges), other);
  }

  private static DType writtenType(Arguments a, String kernel) {
    DType type = a.tensor("input").dtype();
    DType wanted = a.isNone("dtype") ? type : a.dtype("dtype");
    TorchException.check(
        wanted == type,
        () ->
            "Bad in-place call: input tensor dtype %s and output tensor dtype %s should match"
                .formatted(type.cppName(), wanted.cppName()));
    KernelTypes.requireNumber(kernel, type);
    return type;
  }

  private static Double number(Arguments a, String name) {
    return a.isNone(name) ? null : (Double) a.number(name).doubleValue();
  }

  private static Tensor write(Arguments a, Op op, Tensor... others) {
    return Operations.applyInPlace(op, a.tensor("input"), others);
  }

  /// `nn.functional.relu_` is `nn.functional.relu` with `inplace=True`.
  private static void activations() {
    for (String signature :
        List.of(
            "relu(input)",
            "elu(input, alpha=1)",
            "selu(input)",
            "celu(input, alpha=1.0)",
            "hardtanh(input, min_val=-1, max_val=1)",
            "leaky_relu(input, negative_slope=0.01)",
            "rrelu(input, lower=0.125, upper=0.3333333333333333, training=False)",
            "threshold(input, threshold, value)")) {
      String name = "nn.functional." + signature.substring(0, signature.indexOf('('));
      Operation operation = OperationTable.find(name);
      row(
          "nn.functional." + signature.replace("(", "_("),
          a -> operation.body().run(a.with("inplace", true)));
    }
  }
}
