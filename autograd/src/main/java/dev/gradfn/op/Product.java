package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// Products of two operands of fixed rank.
public enum Product implements Linalg {
  /// Matrix times matrix.
  MM("Mm", "mat2", 2, 2) {
    @Override
    public void save(Saver saver) {
      super.save(saver);
      Linalg.saveLayout(saver, "self", 0);
      Linalg.saveLayout(saver, "mat2", 1);
    }

    @Override
    Tensor left(Tensor g, Tensor y, ArraySpec x) {
      return isColumnMajor(x) ? Linalg.mm(y, g.t()).t() : Linalg.mm(g, y.t());
    }

    @Override
    Tensor right(Tensor g, Tensor x, ArraySpec y) {
      return isColumnMajor(y) ? Linalg.mm(g.t(), x).t() : Linalg.mm(x.t(), g);
    }

    /// Then so is its gradient.
    private boolean isColumnMajor(ArraySpec matrix) {
      Dims strides = matrix.geometry().strides();
      return strides.get(0) == 1 && strides.get(1) == matrix.shape().get(0);
    }
  },
  /// A batch of matrices times a batch of matrices.
  BMM("Bmm", "mat2", 3, 3) {
    @Override
    Tensor left(Tensor g, Tensor y, ArraySpec x) {
      return Operations.apply(BMM, g, Linalg.transposed(y));
    }

    @Override
    Tensor right(Tensor g, Tensor x, ArraySpec y) {
      return Operations.apply(BMM, Linalg.transposed(x), g);
    }
  },
  /// Matrix times vector.
  MV("Mv", "vec", 2, 1) {
    @Override
    Tensor left(Tensor g, Tensor y, ArraySpec x) {
      return Linalg.outer(g, y);
    }

    @Override
    Tensor right(Tensor g, Tensor x, ArraySpec y) {
      return Operations.apply(MV, Linalg.transposed(x), g);
    }
  },
  /// Vector times vector.
  DOT("Dot", "tensor", 1, 1) {
    @Override
    Tensor left(Tensor g, Tensor y, ArraySpec x) {
      return g.mul(y);
    }

    @Override
    Tensor right(Tensor g, Tensor x, ArraySpec y) {
      return g.mul(x);
    }
  };

  private final String name;
  private final String second;
  private final int leftRank;
  private final int rightRank;

  Product(String name, String second, int leftRank, int rightRank) {
    this.name = name;
    this.second = second;
    this.leftRank = leftRank;
    this.rightRank = rightRank;
  }

  /// @param x the operand whose gradient this is
  abstract Tensor left(Tensor g, Tensor y, ArraySpec x);

  /// @param y the operand whose gradient this is
  abstract Tensor right(Tensor g, Tensor x, ArraySpec y);

  @Override
  public String nodeName() {
    return name + "Backward0";
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    if (this == DOT) requireVectors(inputs[0], inputs[1]);
    if (this == MV) ViewOp.size(inputs[0].shape(), 0);
    Dims shape = shape(inputs[0].shape(), inputs[1].shape());
    boolean isTrivial = shape.product() == 0 || inputs[0].shape().get(-1) == 0;
    switch (this) {
      case MM -> Linalg.requireSameType(inputs[0], inputs[1]);
      case MV -> AddedProducts.requireVectorTypes(inputs[1], inputs[0], inputs[1]);
      case BMM -> {
        if (!isTrivial) AddedProducts.requireOneType(inputs[0], inputs[1]);
      }
      case DOT -> {}
    }
    if (!isTrivial) KernelTypes.requireNumber(kernel(), inputs[0].dtype());
    return Result.of(new ArraySpec(inputs[1].dtype(), Geometry.contiguous(shape)));
  }

  private void requireVectors(ArraySpec x, ArraySpec y) {
    if (x.rank() != 1 || y.rank() != 1) throw wrongRanks(x.rank(), y.rank());
    TorchException.check(
        x.dtype() == y.dtype(),
        () ->
            "dot : expected both vectors to have same dtype, but found %s and %s"
                .formatted(x.dtype().scalarType(), y.dtype().scalarType()));
  }

  private String kernel() {
    return switch (this) {
      case MM -> "addmm_impl_cpu_";
      case BMM -> "bmm";
      case MV -> "addmv_impl_cpu";
      case DOT -> "dot";
    };
  }

  /// The shape of the product.
  Dims shape(Dims x, Dims y) {
    if (x.rank() != leftRank || y.rank() != rightRank) throw wrongRanks(x.rank(), y.rank());
    long inner = rightRank == 1 ? y.get(0) : y.get(-2);
    boolean fits = x.get(-1) == inner && (leftRank < 3 || x.get(0) == y.get(0));
    if (!fits) throw misfit(x, y);
    Dims rows = x.slice(0, leftRank - 1);
    return rightRank == 1 ? rows : rows.insert(rows.rank(), y.get(-1));
  }

  private TorchException wrongRanks(int x, int y) {
    return TorchException.runtime(
        switch (this) {
          case MM -> (x == 2 ? "mat2" : "self") + " must be a matrix";
          case BMM -> (x == 3 ? "batch2" : "batch1") + " must be a 3D tensor";
          case DOT -> "1D tensors expected, but got " + x + "D and " + y + "D tensors";
          case MV -> "vector + matrix @ vector expected, got 1, " + x + ", " + y;
        });
  }

  private TorchException misfit(Dims x, Dims y) {
    return switch (this) {
      case MM ->
          TorchException.runtime(
              "mat1 and mat2 shapes cannot be multiplied ("
                  + x.get(0)
                  + "x"
                  + x.get(1)
                  + " and "
                  + y.get(0)
                  + "x"
                  + y.get(1)
                  + ")");
      case BMM ->
          TorchException.runtime(
              "Expected size for first two dimensions of batch2 tensor to be: ["
                  + x.get(0)
                  + ", "
                  + x.get(2)
                  + "] but got: ["
                  + y.get(0)
                  + ", "
                  + y.get(1)
                  + "].");
      case MV ->
          TorchException.runtime(
              "size mismatch, got input ("
                  + x.get(0)
                  + "), mat ("
                  + x.get(0)
                  + "x"
                  + x.get(1)
                  + "), vec ("
                  + y.get(0)
                  + ")");
      case DOT ->
          TorchException.runtime(
              "inconsistent tensor size, expected tensor ["
                  + x.get(0)
                  + "] and src ["
                  + y.get(0)
                  + "] to have the same number of elements, but got "
                  + x.get(0)
                  + " and "
                  + y.get(0)
                  + " elements respectively");
    };
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    Linalg.multiply(kernels, in[0], in[1], out[0]);
  }

  @Override
  public void save(Saver saver) {
    saver.inputIf(saver.needs(1), "self", 0);
    saver.inputIf(saver.needs(0), second, 1);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    return input == 0
        ? left(g, saved.tensor(second), saved.spec(0))
        : right(g, saved.tensor("self"), saved.spec(1));
  }
}
