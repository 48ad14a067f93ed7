package dev.gradfn.autograd;

import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.nn.Repr;
import java.util.ArrayList;
import java.util.List;

/// Central differences of a function. The input is changed behind autograd's back, and restored.
record NumericJacobian(TensorFunction function, Tensor[] inputs) {

  /// By every element of input `i`: a row for each, a column for each element of the result.
  ///
  /// @param results what the function gives for the inputs as they are
  /// @return one per result; null for those that are no floating-point tensors
  Tensor[] of(int i, Tensor[] results, double eps) {
    List<Tensor[]> rows = new ArrayList<>();
    Tensor step = Tensor.full(inputs[i].dtype(), inputs[i].device(), Dims.of(), eps);
    for (long n = 0; n < inputs[i].numel(); n++) {
      Dims index = index(inputs[i].shape(), n);
      Tensor entry = inputs[i].data();
      for (long place : index.toArray()) entry = entry.select(0, place);
      String where = "on index " + Repr.tuple(index) + " by " + Repr.number(eps);
      rows.add(along(entry, step, eps, where));
    }
    Tensor[] jacobians = new Tensor[results.length];
    for (int j = 0; j < jacobians.length; j++) {
      if (results[j].dtype().isFloatingPoint()) jacobians[j] = stacked(rows, results[j], j);
    }
    return jacobians;
  }

  private static Tensor stacked(List<Tensor[]> rows, Tensor result, int j) {
    if (rows.isEmpty()) {
      return Tensor.zeros(result.dtype(), result.device(), Dims.of(0, result.numel()));
    }
    return Shapes.stack(rows.stream().map(row -> row[j]).toList(), 0);
  }

  private static Dims index(Dims shape, long n) {
    long[] index = new long[shape.rank()];
    for (int d = index.length - 1; d >= 0; d--) {
      index[d] = n % shape.get(d);
      n /= shape.get(d);
    }
    return Dims.of(index);
  }

  /// In the direction of `step`.
  ///
  /// @param entry shows the part of the input that moves
  /// @param norm length of the step
  /// @param where for the message if the results do not match
  /// @return one flat tensor per result
  Tensor[] along(Tensor entry, Tensor step, double norm, String where) {
    Tensor before = entry.cloned().detach();
    Tensor[] below;
    Tensor[] above;
    try {
      entry.copy_(before.sub(step));
      below = copies();
      entry.copy_(before.add(step));
      above = copies();
    } finally {
      entry.copy_(before);
    }
    Tensor[] differences = new Tensor[above.length];
    for (int j = 0; j < differences.length; j++) {
      requireSame(below[j], above[j], where);
      if (!above[j].dtype().isFloatingPoint()) continue;
      differences[j] = above[j].sub(below[j]).div(2 * norm).reshape(-1);
    }
    return differences;
  }

  private Tensor[] copies() {
    Tensor[] results = function.apply(inputs.clone());
    Tensor[] copies = new Tensor[results.length];
    for (int j = 0; j < copies.length; j++) copies[j] = results[j].detach().cloned();
    return copies;
  }

  private static void requireSame(Tensor below, Tensor above, String where) {
    requireSame("shape", size(below.shape()), size(above.shape()), where);
    requireSame("dtype", torchName(below.dtype()), torchName(above.dtype()), where);
  }

  private static void requireSame(String what, String below, String above, String where) {
    if (below.equals(above)) return;
    throw TorchException.assertion(
        "Expected `func` to return outputs with the same "
            + what
            + " when inputs are perturbed "
            + where
            + ", but got: "
            + what
            + "s "
            + below
            + " and "
            + above
            + ".");
  }

  static String size(Dims shape) {
    return "torch.Size(" + shape + ")";
  }

  private static String torchName(DType dtype) {
    return "torch." + dtype.torchName();
  }
}
