package dev.gradfn.picture;

import dev.gradfn.autograd.Node;
import dev.gradfn.autograd.Node.InputMetadata;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Dims;
import java.util.List;
import java.util.Map;

/// Multiply-adds of the operations that do nearly all the work: convolutions and products of
/// matrices.
final class MultiplyAdds {
  private MultiplyAdds() {}

  static long of(Node node, Map<String, Object> saved) {
    List<InputMetadata> outputs = node.inputMetadata();
    if (outputs.isEmpty()) return 0;
    Dims output = outputs.getFirst().shape();
    return switch (node.typeName()) {
      case "ConvolutionBackward0" -> convolution(output, saved);
      case "MmBackward0", "BmmBackward0" -> output.product() * inner(saved.get("self"), -1, saved);
      case "AddmmBackward0" -> output.product() * inner(saved.get("mat1"), -1, saved);
      default -> 0;
    };
  }

  /// Each element of the output is a sum over one filter, `weight[0]`; a transposed one spreads
  /// each element of the input over one instead.
  private static long convolution(Dims output, Map<String, Object> saved) {
    if (!(saved.get("weight") instanceof Tensor weight)) return 0;
    long filter = weight.shape().product() / Math.max(1, weight.shape().get(0));
    boolean transposed = Boolean.TRUE.equals(saved.get("transposed"));
    if (!transposed) return output.product() * filter;
    return saved.get("input") instanceof Tensor input ? input.shape().product() * filter : 0;
  }

  /// Length of the sums; the left factor may not have been saved, then the right one tells.
  private static long inner(Object left, int dim, Map<String, Object> saved) {
    if (left instanceof Tensor tensor) return tensor.shape().get(tensor.shape().rank() + dim);
    if (saved.get("mat2") instanceof Tensor right) {
      return right.shape().get(right.shape().rank() - 2);
    }
    return 0;
  }
}
