package dev.gradfn.autograd;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Gives the results of a [Function] their place in the graph, by PyTorch's rules for results that
/// are inputs, changed inputs, or views.
///
/// @param node null if the call is not recorded
record FunctionResults(Function.Context context, FunctionNode node, Tensor[] inputs) {

  Tensor[] wrap(Tensor[] given) {
    warnOfStrayDirty();
    requireDirtyReturned(given);
    for (Tensor changed : context.dirty()) changed.bumpVersion();
    Tensor[] outputs = new Tensor[given.length];
    List<Node.InputMetadata> metadata = new ArrayList<>();
    for (int i = 0; i < given.length; i++) {
      outputs[i] = wrap(given[i], i, given.length);
      metadata.add(Node.InputMetadata.of(outputs[i]));
    }
    if (node != null) {
      node.setInputMetadata(List.copyOf(metadata));
      node.save(outputs);
    }
    return outputs;
  }

  private void warnOfStrayDirty() {
    for (Tensor changed : context.dirty()) {
      if (isAmong(Arrays.asList(inputs), changed)) continue;
      Warnings.warn(
          "ctx.mark_dirty() received a tensor that was not an input. Only input Tensors that have"
              + " been mutated should be passed to ctx.mark_dirty().");
    }
  }

  private void requireDirtyReturned(Tensor[] given) {
    for (Tensor changed : context.dirty()) {
      TorchException.check(
          node == null || isAmong(Arrays.asList(given), changed),
          () ->
              "Some elements marked as dirty during the forward method were not returned as output."
                  + " The inputs that are modified inplace must all be outputs of the Function.");
    }
  }

  private Tensor wrap(Tensor output, int index, int count) {
    boolean isInput = isAmong(Arrays.asList(inputs), output);
    boolean isChanged = isAmong(context.dirty(), output);
    boolean differentiable =
        node != null
            && output.dtype().isFloatingPoint()
            && !isAmong(context.nonDifferentiable(), output);
    if (!differentiable) return isChanged ? output : withoutHistory(output, isInput);
    if (isChanged) return changed(output, index);
    Tensor result = isInput ? sameMemory(output) : output;
    result.setHistory(node, index);
    if (result.isView()) {
      result.setOrigin(count > 1 ? ViewOrigin.ONE_OF_SEVERAL : ViewOrigin.IN_FUNCTION);
    }
    return result;
  }

  private static Tensor withoutHistory(Tensor output, boolean isInput) {
    if (isInput) return output.requiresGrad() ? output.detach() : sameMemory(output);
    return output.requiresGrad() && !output.isView() ? output.detach_() : output;
  }

  /// An input that comes back unchanged is a view of itself: it keeps its own history.
  private static Tensor sameMemory(Tensor input) {
    return Autograd.noGrad(() -> Tensor.viewOf(input, input.geometry(), false));
  }

  private Tensor changed(Tensor input, int index) {
    if (input.isLeaf() && input.requiresGrad()) {
      throw TorchException.runtime(
          "a leaf Variable that requires grad has been used in an in-place operation.");
    }
    if (input.isView()) input.rebase(node);
    else input.setHistory(node, index);
    return input;
  }

  private static boolean isAmong(List<Tensor> tensors, Tensor tensor) {
    for (Tensor candidate : tensors) {
      if (candidate == tensor) return true;
    }
    return false;
  }
}
