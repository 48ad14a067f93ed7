package dev.gradfn.autograd;

import dev.gradfn.core.Broadcast;
import dev.gradfn.core.Dims;
import dev.gradfn.op.AddMatrixProduct;
import dev.gradfn.op.Product;
import dev.gradfn.op.T;
import dev.gradfn.op.Transpose;
import dev.gradfn.op.Trilinear;
import dev.gradfn.op.UnsafeView;

/// Products of vectors and matrices, decomposed as PyTorch decomposes them.
public final class MatrixProducts {
  private MatrixProducts() {}

  public static Tensor mm(Tensor x, Tensor y) {
    return Operations.apply(Product.MM, x, y);
  }

  public static Tensor bmm(Tensor x, Tensor y) {
    return Operations.apply(Product.BMM, x, y);
  }

  public static Tensor mv(Tensor x, Tensor y) {
    return Operations.apply(Product.MV, x, y);
  }

  public static Tensor dot(Tensor x, Tensor y) {
    return Operations.apply(Product.DOT, x, y);
  }

  public static Tensor addmm(Tensor self, Tensor x, Tensor y, Number beta, Number alpha) {
    return Operations.apply(
        new AddMatrixProduct(AddMatrixProduct.Kind.ADDMM, beta, alpha), self, x, y);
  }

  /// Every product of an element of `x` with one of `y`, both vectors.
  public static Tensor outer(Tensor x, Tensor y) {
    if (x.dim() != 1 || y.dim() != 1) {
      Tensor wrong = x.dim() != 1 ? x : y;
      throw TorchException.runtime(
          "outer: Expected 1-D argument "
              + (wrong == x ? "self" : "vec2")
              + ", but got "
              + wrong.dim()
              + "-D");
    }
    return x.reshape(x.numel(), 1).mul(y);
  }

  /// Kronecker product.
  public static Tensor kron(Tensor x, Tensor y) {
    int rank = Math.max(x.dim(), y.dim());
    long[] left = new long[2 * rank];
    long[] right = new long[2 * rank];
    long[] result = new long[rank];
    for (int i = 0; i < rank; i++) {
      long a = size(x, i - (rank - x.dim()));
      long b = size(y, i - (rank - y.dim()));
      left[2 * i] = a;
      left[2 * i + 1] = 1;
      right[2 * i] = 1;
      right[2 * i + 1] = b;
      result[i] = a * b;
    }
    Tensor product = unsafeView(x, Dims.of(left)).mul(unsafeView(y, Dims.of(right)));
    return unsafeView(product, Dims.of(result));
  }

  private static long size(Tensor x, int dim) {
    return dim < 0 ? 1 : x.shape().get(dim);
  }

  private static Tensor unsafeView(Tensor x, Dims shape) {
    return Operations.apply(new UnsafeView(shape), x);
  }

  /// `x1 weight x2 + bias` over the last dimensions.
  ///
  /// @param bias null for none
  public static Tensor bilinear(Tensor x1, Tensor x2, Tensor weight, Tensor bias) {
    requireBilinear(x1, x2, weight, bias);
    requireOneType(x1, x2, weight, bias);
    Dims batch = x1.shape().slice(0, x1.dim() - 1);
    Tensor left = x1.reshape(batch.product(), x1.shape().get(-1));
    Tensor right = x2.reshape(batch.product(), x2.shape().get(-1));
    Trilinear op = new Trilinear(Dims.of(1, 3), Dims.of(0), Dims.of(1, 2), Dims.of(2, 3));
    Tensor product = Operations.apply(op, left, weight, right);
    Tensor result = product.reshape(batch.insert(batch.rank(), weight.shape().get(0)));
    return bias == null ? result : result.add(bias);
  }

  private static void requireOneType(Tensor x1, Tensor x2, Tensor weight, Tensor bias) {
    Tensor last = bias == null ? weight : bias;
    boolean alike =
        x1.dtype() == x2.dtype() && x1.dtype() == weight.dtype() && x1.dtype() == last.dtype();
    TorchException.check(
        alike,
        () ->
            "All tensors must have the same dtype, got input1: %s, input2: %s, weight: %s"
                    .formatted(x1.dtype().cppName(), x2.dtype().cppName(), weight.dtype().cppName())
                + (bias == null ? "" : ", bias: " + bias.dtype().cppName()));
  }

  private static void requireBilinear(Tensor x1, Tensor x2, Tensor weight, Tensor bias) {
    String name = "bilinear(): ";
    TorchException.check(
        x1.dim() == x2.dim(),
        () -> name + "input dimensions do not match: got %d and %d".formatted(x1.dim(), x2.dim()));
    for (int i = 0; i < x1.dim() - 1; i++) {
      long left = x1.shape().get(i);
      long right = x2.shape().get(i);
      int dim = i;
      TorchException.check(
          left == right,
          () ->
              name
                  + "input batch dimensions do not match at dim %d: got %d and %d"
                      .formatted(dim, left, right));
    }
    requireFeatures(name + "input1", x1.shape().get(-1), weight.shape().get(1));
    requireFeatures(name + "input2", x2.shape().get(-1), weight.shape().get(2));
    if (bias == null) return;
    long outputs = bias.shape().get(0);
    TorchException.check(
        outputs == weight.shape().get(0),
        () ->
            name
                + "bias size does not match weight size: got %d but expected %d"
                    .formatted(outputs, weight.shape().get(0)));
  }

  private static void requireFeatures(String what, long got, long expected) {
    TorchException.check(
        got == expected,
        () ->
            "%s size does not match weight size: got %d but expected %d"
                .formatted(what, got, expected));
  }

  /// `input weightᵀ + bias` over the last dimension.
  ///
  /// @param bias null for none
  public static Tensor linear(Tensor input, Tensor weight, Tensor bias) {
    TorchException.check(
        input.dim() > 0 && weight.dim() > 0,
        () ->
            "both arguments to linear need to be at least 1D, but they are %dD and %dD"
                .formatted(input.dim(), weight.dim()));
    Tensor transposed = Operations.apply(T.T, weight);
    if (bias == null) return matmul(input, transposed);
    if (input.dim() == 2) return addmm(bias, input, transposed, 1L, 1L);
    boolean rowsAlone = input.isContiguous() && bias.isContiguous() && bias.dim() > 0;
    if (!rowsAlone) return matmul(input, transposed).add(bias);
    Dims shape = input.shape();
    Tensor rows = input.reshape(shape.slice(0, shape.rank() - 1).product(), shape.get(-1));
    Tensor result = addmm(bias, rows, transposed, 1L, 1L);
    return result.view(shape.with(-1, result.shape().get(1)));
  }

  /// The product by PyTorch's rules for ranks: vectors, matrices, and batches that are broadcast.
  public static Tensor matmul(Tensor x, Tensor y) {
    if (x.dim() == 0 || y.dim() == 0) {
      throw TorchException.runtime(
          "both arguments to matmul need to be at least 1D, but they are "
              + x.dim()
              + "D and "
              + y.dim()
              + "D");
    }
    if (x.dim() == 1 && y.dim() == 1) return dot(x, y);
    if (x.dim() == 2 && y.dim() == 1) return mv(x, y);
    if (x.dim() == 1 && y.dim() == 2) {
      return mm(x.unsqueeze(0), y).squeeze_(0);
    }
    if (x.dim() == 2 && y.dim() == 2) return mm(x, y);
    return folds(x, y) ? folded(x, y) : batched(x, y);
  }

  /// Whether the batch can be seen as more rows of one matrix. Always where the smaller operand
  /// requires grad: its gradient would else be summed over a batch that was only broadcast.
  private static boolean folds(Tensor x, Tensor y) {
    boolean leftIsLarger = x.dim() >= y.dim();
    Tensor large = leftIsLarger ? x : y;
    Tensor small = leftIsLarger ? y : x;
    if (large.dim() < 3 || small.dim() > 2) return false;
    if (small.requiresGrad()) return true;
    if (x.dim() == 2) return false;
    if (large.numel() == 0) return true;
    for (int i = 0; i < large.dim() - 2; i++) {
      long inner = large.strides().get(i + 1) * large.shape().get(i + 1);
      if (large.strides().get(i) != inner) return false;
    }
    return true;
  }

  private static Tensor folded(Tensor x, Tensor y) {
    boolean transposes = y.dim() > x.dim();
    Tensor large = transposes ? Operations.apply(new Transpose(-2, -1), y) : x;
    Tensor small = transposes ? x : y;
    if (transposes && x.dim() == 2) small = Operations.apply(T.T, x);
    Dims batch = large.shape().slice(0, large.dim() - 1);
    Tensor rows = large.reshape(batch.product(), large.shape().get(-1));
    if (small.dim() == 1) return unsafeView(mv(rows, small), batch);
    Dims shape = batch.insert(batch.rank(), small.shape().get(1));
    Tensor product = unsafeView(mm(rows, small), shape);
    return transposes ? Operations.apply(new Transpose(-2, -1), product).contiguous() : product;
  }

  private static Tensor batched(Tensor x, Tensor y) {
    if (x.dim() == 3 && y.dim() == 3 && x.shape().get(0) != y.shape().get(0)) {
      if (x.shape().get(0) == 1 && x.requiresGrad()) return matmul(x.squeeze(0), y);
      if (y.shape().get(0) == 1 && y.requiresGrad()) return matmul(x, y.squeeze(0));
    }
    boolean vector = y.dim() == 1;
    Dims batch = batch(x, y);
    long rows = x.dim() > 1 ? x.shape().get(-2) : 1;
    Tensor left = expanded(x, batch, Dims.of(rows, x.shape().get(-1)));
    Tensor right =
        vector
            ? expanded(y, batch, Dims.of(y.shape().get(0))).unsqueeze(2)
            : expanded(y, batch, Dims.of(y.shape().get(-2), y.shape().get(-1)));
    Dims shape = batch;
    if (x.dim() > 1) shape = shape.insert(shape.rank(), rows);
    if (!vector) shape = shape.insert(shape.rank(), y.shape().get(-1));
    Tensor product = bmm(left, right);
    return unsafeView(vector ? product.squeeze(-1) : product, shape);
  }

  private static Dims batch(Tensor x, Tensor y) {
    Dims left = x.shape().slice(0, Math.max(x.dim() - 2, 0));
    Dims right = y.shape().slice(0, Math.max(y.dim() - 2, 0));
    try {
      return Broadcast.shape(left, right);
    } catch (IllegalArgumentException e) {
      throw TorchException.runtime(e.getMessage());
    }
  }

  private static Tensor expanded(Tensor x, Dims batch, Dims matrix) {
    Dims expanded = batch;
    Dims flat = Dims.of(batch.product());
    for (long size : matrix.toArray()) {
      expanded = expanded.insert(expanded.rank(), size);
      flat = flat.insert(flat.rank(), size);
    }
    return x.expand(expanded).reshape(flat);
  }
}
