package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// Operations for which PyTorch has no derivative. They are recorded, and raise when it is asked
/// for. Their node has edges for the inputs that require grad alone, so these come first.
///
/// @param swapped whether the inputs are divisor and dividend, in this order
/// @param edges how many of them require grad
public record NotDifferentiable(Kind kind, boolean swapped, int edges) implements Calculation {
  public enum Kind {
    FLOOR_DIVIDE("floor_divide", DivMode.FLOOR),
    /// A number modulo a tensor.
    REMAINDER("remainder", ElementaryPair.REMAINDER);

    private final String atenName;
    private final Calculation row;

    Kind(String atenName, Calculation row) {
      this.atenName = atenName;
      this.row = row;
    }
  }

  @Override
  public String nodeName() {
    return "NotImplemented";
  }

  @Override
  public int edgeCount(int inputs) {
    return edges;
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    ArraySpec[] ordered = swapped ? new ArraySpec[] {inputs[1], inputs[0]} : inputs;
    return kind.row.infer(ordered);
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    kind.row.run(kernels, swapped ? new NdArray[] {in[1], in[0]} : in, out);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    throw TorchException.notImplemented(
        "derivative for aten::" + kind.atenName + " is not implemented");
  }
}
