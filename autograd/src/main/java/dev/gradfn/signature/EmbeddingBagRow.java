package dev.gradfn.signature;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.autograd.Warnings;
import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.core.Dims;
import dev.gradfn.op.EmbeddingBag;
import java.util.List;

/// Bags of embeddings, and what PyTorch refuses of their arguments.
final class EmbeddingBagRow {
  static final String SIGNATURE =
      "nn.functional.embedding_bag(input, weight, offsets=None, max_norm=None, norm_type=2,"
          + " scale_grad_by_freq=False, mode='mean', sparse=False, per_sample_weights=None,"
          + " include_last_offset=False, padding_idx=None)";

  private static final String OLD_ORDER =
      "Argument order of nn.functional.embedding_bag was changed. Usage"
          + " `embedding_bag(weight, input, ...)` is deprecated, and should now be"
          + " `embedding_bag(input, weight, ...)`.";

  private static final List<String> MODES = List.of("sum", "mean", "max");

  private EmbeddingBagRow() {}

  static Tensor run(Arguments a) {
    Tensor input = a.tensor("input");
    Tensor weight = a.tensor("weight");
    Tensor factors = a.tensorOrNull("per_sample_weights");
    if (weight.dtype() == DType.INT64 && input.dtype().isFloatingPoint()) {
      Warnings.warn(OLD_ORDER);
      input = a.tensor("weight");
      weight = a.tensor("input");
    }
    requireSameShape(input, factors);
    if (weight.dim() != 2) {
      throw TorchException.value(
          "weight has to be a 2D Tensor, but got Tensor of dimension " + weight.dim());
    }
    Tensor offsets = offsets(input, a.tensorOrNull("offsets"));
    EmbeddingBag.Mode mode = mode(a, factors != null);
    if (!a.isNone("max_norm") || a.bool("sparse")) {
      throw TorchException.notImplemented(
          "embedding_bag: max_norm and sparse gradients are not implemented");
    }
    long padding = a.isNone("padding_idx") ? -1 : padding(a.integer("padding_idx"), weight);
    EmbeddingBag op =
        new EmbeddingBag(
            mode, a.bool("scale_grad_by_freq"), a.bool("include_last_offset"), padding);
    Dims flat = Dims.of(-1);
    boolean apart = factors != null && factors.dim() == 2;
    Tensor flatFactors = apart ? factors.reshape(flat) : factors;
    return Operations.apply(op, weight, flatFactors, input.reshape(flat), offsets);
  }

  private static void requireSameShape(Tensor input, Tensor factors) {
    if (factors == null || factors.shape().equals(input.shape())) return;
    throw TorchException.value(
        "embedding_bag: If per_sample_weights ("
            + size(factors)
            + ") is not None, then it must have the same shape as the input ("
            + size(input)
            + ")");
  }

  private static String size(Tensor tensor) {
    return "torch.Size(" + tensor.shape() + ")";
  }

  /// Of one bag in each row of `input`, where that has two dimensions.
  private static Tensor offsets(Tensor input, Tensor given) {
    if (input.dim() == 2) {
      if (given == null) return rowStarts(input);
      throw TorchException.value(
          "if input is 2D, then offsets has to be None, as input is treated is a mini-batch of"
              + " fixed length sequences. However, found offsets of type <class 'torch.Tensor'>");
    }
    if (input.dim() != 1) {
      throw TorchException.value(
          "input has to be 1D or 2D Tensor, but got Tensor of dimension " + input.dim());
    }
    if (given == null) throw TorchException.value("offsets has to be a 1D Tensor but got None");
    if (given.dim() != 1) throw TorchException.value("offsets has to be a 1D Tensor");
    return given;
  }

  private static Tensor rowStarts(Tensor input) {
    Dims shape = input.shape();
    if (input.device() == Device.META) {
      return Tensor.zeros(DType.INT64, Device.META, Dims.of(shape.get(0)));
    }
    long[] starts = new long[shape.at(0)];
    for (int i = 0; i < starts.length; i++) starts[i] = i * shape.get(1);
    return Tensor.of(starts, starts.length);
  }

  private static EmbeddingBag.Mode mode(Arguments a, boolean hasFactors) {
    String name = a.text("mode");
    if (!MODES.contains(name)) {
      throw TorchException.value("mode has to be one of sum, mean or max");
    }
    if (name.equals("max") && a.bool("scale_grad_by_freq")) {
      throw TorchException.value("max mode does not support scaling the gradient by the frequency");
    }
    if (name.equals("max") && a.bool("sparse")) {
      throw TorchException.value("max mode does not support sparse weights");
    }
    if (hasFactors && !name.equals("sum")) {
      throw TorchException.notImplemented(
          "embedding_bag: per_sample_weights was not None. per_sample_weights is only supported for"
              + " mode='sum' (got mode='"
              + name
              + "'). Please open a feature request on GitHub.");
    }
    return EmbeddingBag.Mode.values()[MODES.indexOf(name)];
  }

  private static long padding(long given, Tensor weight) {
    long rows = weight.shape().get(0);
    if (given < -rows || given >= rows) {
      throw TorchException.runtime("padding_idx must be within the number of embeddings");
    }
    return given < 0 ? given + rows : given;
  }
}
