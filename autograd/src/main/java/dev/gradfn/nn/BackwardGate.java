package dev.gradfn.nn;

import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.Function;
import dev.gradfn.autograd.Node;
import dev.gradfn.autograd.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/// An identity node that all tensors among the arguments or the outputs of a module go through, so
/// that backward can be met at this place: PyTorch's `BackwardHookFunctionBackward`.
///
/// @param values with tensors replaced by those behind the gate
/// @param node null if nothing here requires grad, or nothing is recorded: then there is no gate
/// @param places of the tensors among the values
record BackwardGate(List<Object> values, Node node, List<Integer> places) {

  private static final class BackwardHookFunction extends Function {
    @Override
    protected Tensor[] forward(Context ctx, Tensor... inputs) {
      ctx.markNonDifferentiable(
          Arrays.stream(inputs).filter(input -> !input.requiresGrad()).toArray(Tensor[]::new));
      return inputs;
    }

    @Override
    protected Tensor[] backward(Context ctx, Tensor... gradients) {
      return gradients;
    }
  }

  static BackwardGate around(List<?> given) {
    List<Object> values = new ArrayList<>(given);
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i) instanceof Tensor) places.add(i);
    }
    Tensor[] tensors = places.stream().map(values::get).toArray(Tensor[]::new);
    boolean recorded =
        Autograd.isGradEnabled() && Arrays.stream(tensors).anyMatch(Tensor::requiresGrad);
    if (!recorded) return new BackwardGate(values, null, places);
    Tensor[] behind = new BackwardHookFunction().applyAll(tensors);
    for (int i = 0; i < behind.length; i++) values.set(places.get(i), behind[i]);
    return new BackwardGate(values, nodeOf(behind), places);
  }

  private static Node nodeOf(Tensor[] tensors) {
    return Arrays.stream(tensors).filter(Tensor::requiresGrad).findFirst().orElseThrow().gradFn();
  }

  boolean isOpen() {
    return node != null;
  }

  /// Gradients of the tensors, put in the places of all values.
  List<Tensor> spread(List<Tensor> gradients) {
    List<Tensor> all = new ArrayList<>(noGradients());
    for (int i = 0; i < places.size(); i++) all.set(places.get(i), gradients.get(i));
    return Collections.unmodifiableList(all);
  }

  List<Tensor> noGradients() {
    return Collections.nCopies(values.size(), null);
  }

  List<Tensor> ofTensors(List<Tensor> gradients) {
    List<Tensor> ofTensors = new ArrayList<>();
    for (int place : places) ofTensors.add(gradients.get(place));
    return ofTensors;
  }
}
