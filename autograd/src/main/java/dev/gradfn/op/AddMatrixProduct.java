package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// `beta · self + alpha · (x y)`, `self` broadcast: aten's `addmm`, `addmv`, `baddbmm` and
/// `addbmm`. With `beta` 0, `self` is not read, so a nan there does not spread.
public record AddMatrixProduct(Kind kind, Number beta, Number alpha) implements Linalg {

  /// Which product is added.
  public enum Kind {
    ADDMM("Addmm", Product.MM, "mat1", "mat2"),
    ADDMV("Addmv", Product.MV, "mat", "vec"),
    BADDBMM("Baddbmm", Product.BMM, "batch1", "batch2"),
    /// The products of the batch are summed.
    ADDBMM("Addbmm", Product.BMM, "batch1", "batch2");

    private final String name;
    private final Product product;
    private final String left;
    private final String right;

    Kind(String name, Product product, String left, String right) {
      this.name = name;
      this.product = product;
      this.left = left;
      this.right = right;
    }
  }

  @Override
  public String nodeName() {
    return kind.name + "Backward0";
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    switch (kind) {
      case ADDMM -> AddedProducts.requireMatrices(inputs[0], inputs[1], inputs[2]);
      case ADDMV -> AddedProducts.requireVector(inputs[0], inputs[1], inputs[2]);
      case BADDBMM -> AddedProducts.requireBatches(inputs[0], inputs[1], inputs[2]);
      case ADDBMM -> AddedProducts.requireSummedBatches(inputs[0], inputs[1], inputs[2]);
    }
    Dims shape = kind.product.shape(inputs[1].shape(), inputs[2].shape());
    if (kind == Kind.ADDBMM) shape = shape.without(0);
    KernelTypes.requireNumber(kernel(), inputs[1].dtype());
    return Result.of(new ArraySpec(inputs[1].dtype(), Geometry.contiguous(shape)));
  }

  /// Checks the form in place, which keeps the shape of `self`.
  public void requireInPlace(ArraySpec[] inputs) {
    if (kind != Kind.ADDBMM) {
      AddedProducts.requireShape(inputs[0], infer(inputs)[0].spec().shape());
    }
  }

  private String kernel() {
    return switch (kind) {
      case ADDMM -> "addmm_impl_cpu_";
      case ADDMV -> "addmv_impl_cpu";
      case BADDBMM, ADDBMM -> "baddbmm";
    };
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    NdArray product = product(kernels, in[1], in[2], out[0]);
    boolean isPlainSum = alpha.doubleValue() == 1 && beta.doubleValue() == 1;
    if (isPlainSum && in[0].dtype() == out[0].dtype() && product.dtype() == out[0].dtype()) {
      kernels.zip(Add.function(), product, in[0], out[0]);
      return;
    }
    boolean isSumOfNothing = in[1].shape().get(-1) == 0;
    NdArray scaled = isSumOfNothing ? product : Add.scaled(kernels, product, alpha);
    if (beta.doubleValue() == 0) {
      kernels.copy(scaled, out[0]);
      return;
    }
    NdArray self = NdArray.allocate(product.dtype(), product.shape());
    kernels.copy(in[0], self);
    NdArray sum = NdArray.allocate(product.dtype(), product.shape());
    kernels.zip(Add.function(), Add.scaled(kernels, self, beta), scaled, sum);
    kernels.copy(sum, out[0]);
  }

  /// In the type the kernels compute in, so that the result is rounded once.
  private NdArray product(KernelChain kernels, NdArray x, NdArray y, NdArray out) {
    var type = Linalg.computing(out.dtype());
    NdArray left = Pointwise.converted(kernels, x, type);
    NdArray right = Pointwise.converted(kernels, y, type);
    NdArray product = NdArray.allocate(type, kind.product.shape(x.shape(), y.shape()));
    Linalg.multiply(kernels, left, right, product);
    if (kind != Kind.ADDBMM) return product;
    NdArray sum = NdArray.allocate(type, out.shape().insert(0, 1));
    kernels.sum(product, 1, sum);
    return sum.view(Geometry.contiguous(out.shape()));
  }

  @Override
  public void save(Saver saver) {
    saver.value("alpha", alpha);
    saver.value("beta", beta);
    saver.inputIf(saver.needs(2), kind.left, 1);
    saver.inputIf(saver.needs(1), kind.right, 2);
    if (kind == Kind.ADDMM) {
      Linalg.saveLayout(saver, kind.left, 1);
      Linalg.saveLayout(saver, kind.right, 2);
    }
    if (kind == Kind.ADDBMM) {
      saver.value("batch1_sym_argsize_0", saver.spec(1).shape().get(0));
      saver.value("batch1_sym_argsize_1", saver.spec(1).shape().get(1));
      saver.value("batch2_sym_argsize_2", saver.spec(2).shape().get(2));
    }
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    if (input == 0) return times(g, beta);
    Tensor each = kind == Kind.ADDBMM ? g.unsqueeze(0).expand(expanded(saved)) : g;
    Tensor gradient =
        input == 1
            ? kind.product.left(each, saved.tensor(kind.right), saved.spec(1))
            : kind.product.right(each, saved.tensor(kind.left), saved.spec(2));
    return times(gradient, alpha);
  }

  private Dims expanded(Saved saved) {
    return kind.product.shape(saved.spec(1).shape(), saved.spec(2).shape());
  }

  private static Tensor times(Tensor g, Number factor) {
    return factor.doubleValue() == 1 ? g : g.mul(factor);
  }
}
