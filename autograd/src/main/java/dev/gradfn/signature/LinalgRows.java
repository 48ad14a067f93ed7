package dev.gradfn.signature;

import static dev.gradfn.signature.OperationTable.row;

import dev.gradfn.autograd.Einsum;
import dev.gradfn.autograd.MatrixProducts;
import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.autograd.Warnings;
import dev.gradfn.nn.Attention;
import dev.gradfn.op.AddMatrixProduct;
import dev.gradfn.op.Cross;
import java.util.List;
import java.util.Map;

/// Products of vectors and matrices.
final class LinalgRows {
  private LinalgRows() {}

  static void register() {
    row("mm(input, mat2)", a -> MatrixProducts.mm(a.tensor("input"), a.tensor("mat2")));
    row("bmm(input, mat2)", a -> MatrixProducts.bmm(a.tensor("input"), a.tensor("mat2")));
    row("mv(input, vec)", a -> MatrixProducts.mv(a.tensor("input"), a.tensor("vec")));
    row("dot(input, tensor)", a -> MatrixProducts.dot(a.tensor("input"), a.tensor("tensor")));
    row("matmul(input, other)", a -> MatrixProducts.matmul(a.tensor("input"), a.tensor("other")));
    row(
        "__matmul__(input, other)",
        a -> MatrixProducts.matmul(a.tensor("input"), a.tensor("other")));
    row(
        "__rmatmul__(input, other)",
        a -> MatrixProducts.matmul(a.tensor("other"), a.tensor("input")));
    row("outer(input, vec2)", a -> MatrixProducts.outer(a.tensor("input"), a.tensor("vec2")));
    row("kron(input, other)", a -> MatrixProducts.kron(a.tensor("input"), a.tensor("other")));
    row(
        "nn.functional.linear(input, weight, bias=None)",
        a -> MatrixProducts.linear(a.tensor("input"), a.tensor("weight"), a.tensorOrNull("bias")));
    row(
        "nn.functional.bilinear(input1, input2, weight, bias=None)",
        a ->
            MatrixProducts.bilinear(
                a.tensor("input1"),
                a.tensor("input2"),
                a.tensor("weight"),
                a.tensorOrNull("bias")));
    row(
        "einsum(equation, *operands)",
        a -> Einsum.of(a.text("equation"), a.tensors("operands"), LinalgRows::diagonal));
    row("cross(input, other, dim=None)", LinalgRows::cross);
    row("linalg.cross(input, other, *, dim=-1)", LinalgRows::cross);
    row(
        "nn.functional.scaled_dot_product_attention(query, key, value, attn_mask=None,"
            + " dropout_p=0.0, is_causal=False, scale=None, enable_gqa=False)",
        a ->
            Attention.scaledDotProduct(
                a.tensor("query"),
                a.tensor("key"),
                a.tensor("value"),
                a.tensorOrNull("attn_mask"),
                a.number("dropout_p").doubleValue(),
                a.bool("is_causal"),
                a.isNone("scale") ? null : (Double) a.number("scale").doubleValue(),
                a.bool("enable_gqa")));
    added("addmm", AddMatrixProduct.Kind.ADDMM, "mat1", "mat2");
    added("addmv", AddMatrixProduct.Kind.ADDMV, "mat", "vec");
    added("baddbmm", AddMatrixProduct.Kind.BADDBMM, "batch1", "batch2");
    added("addbmm", AddMatrixProduct.Kind.ADDBMM, "batch1", "batch2");
  }

  /// Without `dim` along the first dimension of three.
  private static Tensor cross(Arguments a) {
    Tensor x = a.tensor("input");
    if (!a.isNone("dim")) {
      return Operations.apply(new Cross(a.integer("dim")), x, a.tensor("other"));
    }
    Warnings.warn(
        """
        Using torch.cross without specifying the dim arg is deprecated.
        Please either pass the dim explicitly or simply use torch.linalg.cross.
        The default value of dim will change to agree with that of linalg.cross in a future release.\
        """);
    for (int i = 0; i < x.dim(); i++) {
      if (x.shape().get(i) == 3) return Operations.apply(new Cross(i), x, a.tensor("other"));
    }
    throw TorchException.runtime("no dimension of size 3 in input");
  }

  private static Tensor diagonal(Tensor x, int dim1, int dim2) {
    Operation operation = OperationTable.find("diagonal");
    List<Object> arguments = List.of(x, 0L, (long) dim1, (long) dim2);
    return (Tensor) operation.body().run(operation.signature().bind(arguments, Map.of()));
  }

  private static Tensor inPlace(AddMatrixProduct op, Tensor self, Tensor left, Tensor right) {
    op.requireInPlace(Operations.specs(self, left, right));
    return Operations.applyInPlace(op, self, left, right);
  }

  private static void added(String name, AddMatrixProduct.Kind kind, String left, String right) {
    for (String end : List.of("", "_")) {
      row(
          name + end + "(input, " + left + ", " + right + ", *, beta=1, alpha=1)",
          a -> {
            var op = new AddMatrixProduct(kind, a.number("beta"), a.number("alpha"));
            Tensor self = a.tensor("input");
            return end.isEmpty()
                ? Operations.apply(op, self, a.tensor(left), a.tensor(right))
                : inPlace(op, self, a.tensor(left), a.tensor(right));
          });
    }
  }
}
