package dev.gradfn.op;

import dev.gradfn.autograd.FormulaNode;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;
import dev.gradfn.core.SoftmaxKind;

/// `exp(x)` divided by its sum along `dim`, or the logarithm of that.
public record Softmax(Kind kind, int dim) implements Gated {
  public enum Kind {
    PLAIN("Softmax", "Softmax", "softmax", SoftmaxKind.PLAIN),
    LOG("LogSoftmax", "LogSoftmax", "log_softmax", SoftmaxKind.LOG),
    /// Zeros where all elements are −∞: attention that sees nothing.
    SAFE("SafeSoftmax", "Softmax", "softmax", SoftmaxKind.SAFE);

    private final String nodeName;
    private final String derivativeName;
    private final String kernel;
    private final SoftmaxKind function;

    Kind(String name, String derivative, String kernel, SoftmaxKind function) {
      this.nodeName = name + "Backward0";
      this.derivativeName = derivative + "BackwardDataBackward0";
      this.kernel = kernel;
      this.function = function;
    }
  }

  @Override
  public String nodeName() {
    return kind.nodeName;
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    int rank = Math.max(inputs[0].rank(), 1);
    boolean last = ViewOp.wrap(dim, rank) == rank - 1;
    if (inputs[0].shape().product() > 0) {
      String kernel = (last ? kind.kernel + "_lastdim" : "softmax") + "_kernel_impl";
      KernelTypes.requireFloating(kernel, inputs[0].dtype());
    }
    return Result.of(new ArraySpec(inputs[0].dtype(), Geometry.contiguous(inputs[0].shape())));
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    if (in[0].rank() == 0) {
      NdArray line = out[0].view(out[0].geometry().unsqueeze(0));
      kernels.softmax(kind.function, 0, in[0].view(in[0].geometry().unsqueeze(0)), line);
    } else if (out[0].numel() > 0) {
      kernels.softmax(kind.function, ViewOp.wrap(dim, in[0].rank()), in[0], out[0]);
    }
  }

  @Override
  public void save(Saver saver) {
    saver.value("dim", (long) dim);
    saver.output("result", 0);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    return FormulaNode.one(
        kind.derivativeName, in -> slope(in[0], in[1]), g, saved.tensor("result"));
  }

  private Tensor slope(Tensor g, Tensor y) {
    if (kind == Kind.LOG) return g.sub(y.exp().mul(g.sum(Dims.of(dim), true)));
    Tensor weighted = g.mul(y);
    return weighted.sub(y.mul(weighted.sum(Dims.of(dim), true)));
  }
}
