package dev.gradfn.nn.prune;

import dev.gradfn.autograd.Subscript;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.Dims;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/// The slices of a tensor along one dimension.
final class Channels {
  private static final Subscript.Range ALL = new Subscript.Range(null, null, null);

  private Channels() {}

  /// How many there are.
  ///
  /// @throws TorchException if the tensor has no such dimension, or fewer than two
  static long count(Tensor tensor, int dim) {
    String size = "torch.Size(" + tensor.shape() + ")";
    if (tensor.dim() <= 1) {
      throw TorchException.value(
          "Structured pruning can only be applied to multidimensional tensors. Found tensor of"
              + " shape "
              + size
              + " with "
              + tensor.dim()
              + " dims");
    }
    if (dim >= tensor.dim()) {
      throw TorchException.index("Invalid index " + dim + " for tensor of size " + size);
    }
    return tensor.shape().get(wrapped(tensor, dim));
  }

  private static int wrapped(Tensor tensor, int dim) {
    int wrapped = dim < 0 ? dim + tensor.dim() : dim;
    if (wrapped >= 0) return wrapped;
    throw TorchException.index("Index is out of bounds for tensor with dimensions " + tensor.dim());
  }

  /// All dimensions but `dim`.
  static Dims others(Tensor tensor, int dim) {
    int channel = wrapped(tensor, dim);
    return Dims.of(
        IntStream.range(0, tensor.dim()).filter(d -> d != channel).asLongStream().toArray());
  }

  /// @param channels a mask of them, or their numbers
  static List<Object> subscript(Tensor tensor, int dim, Tensor channels) {
    List<Object> items = new ArrayList<>(Collections.nCopies(tensor.dim(), ALL));
    items.set(wrapped(tensor, dim), channels);
    return items;
  }

  /// 1 in these channels, else 0.
  static Tensor keep(Tensor tensor, int dim, Tensor channels) {
    Tensor mask = Tensor.zeros(tensor.dtype(), tensor.device(), tensor.shape());
    Subscript.set(mask, subscript(tensor, dim, channels), Tensor.number(1));
    return mask;
  }
}
