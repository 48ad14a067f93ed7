package dev.gradfn.autograd;

import dev.gradfn.core.Dims;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// `is_grads_batched`: several gradients for each output, along its first dimension. One run for
/// each, and the results stacked.
record BatchedGradients(
    List<Edge> outputs, List<Edge> inputs, List<Tensor> gradients, Autograd.Options options) {

  List<Tensor> run() {
    long size = batchSize();
    List<List<Tensor>> results = new ArrayList<>();
    for (long n = 0; n < size; n++) {
      Autograd.Options single = options.withGradsBatched(false);
      if (n < size - 1) single = single.withRetainGraph(true);
      results.add(Autograd.gradFrom(outputs, inputs, slice(n), single));
    }
    Tensor[] stacked = new Tensor[inputs.size()];
    for (int i = 0; i < stacked.length; i++) {
      int input = i;
      if (results.getFirst().get(i) == null) continue;
      stacked[i] = Shapes.stack(results.stream().map(each -> each.get(input)).toList(), 0);
    }
    return Arrays.asList(stacked);
  }

  private List<Tensor> slice(long n) {
    Tensor[] slice = new Tensor[gradients.size()];
    for (int i = 0; i < slice.length; i++) {
      if (gradients.get(i) != null) slice[i] = gradients.get(i).select(0, n);
    }
    return Arrays.asList(slice);
  }

  private long batchSize() {
    Long size = null;
    for (int i = 0; gradients != null && i < gradients.size(); i++) {
      Tensor gradient = gradients.get(i);
      if (gradient == null) continue;
      if (i < outputs.size()) requireShape(gradient.shape(), i);
      long own = gradient.shape().get(0);
      if (size != null && size != own) throw differentSizes();
      size = own;
    }
    if (size != null && size > 0) return size;
    throw TorchException.value("vmap: got no inputs to map over");
  }

  private void requireShape(Dims given, int i) {
    Dims expected = Autograd.metadata(outputs.get(i)).shape();
    if (given.rank() > 0 && given.without(0).equals(expected)) return;
    throw TorchException.runtime(
        "If `is_grads_batched=True`, we interpret the first dimension of each grad_output as the"
            + " batch dimension. The sizes of the remaining dimensions are expected to match the"
            + " shape of corresponding output, but a mismatch was detected: grad_output["
            + i
            + "] has a shape of torch.Size("
            + given
            + ") and output["
            + i
            + "] has a shape of torch.Size("
            + expected
            + "). If you only want some tensors in `grad_output` to be considered batched, consider"
            + " using vmap.");
  }

  private TorchException differentSizes() {
    List<Long> sizes =
        gradients.stream().filter(g -> g != null).map(g -> g.shape().get(0)).toList();
    return TorchException.value(
        "vmap: Expected all tensors to have the same size in the mapped dimension, got sizes "
            + sizes
            + " for the mapped dimension");
  }
}
