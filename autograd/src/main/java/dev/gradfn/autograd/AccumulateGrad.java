package dev.gradfn.autograd;

import dev.gradfn.core.Geometry;
import java.util.List;

/// The end of every path: adds what arrives to a leaf's `.grad`.
public final class AccumulateGrad extends Node {
  private final Tensor variable;

  AccumulateGrad(Tensor variable) {
    // Compared unsigned this is the highest number: leaves are served as soon as they are ready.
    super(-1, List.of(), List.of(InputMetadata.of(variable)));
    this.variable = variable;
  }

  /// The leaf.
  public Tensor variable() {
    return variable;
  }

  @Override
  public String typeName() {
    return "AccumulateGrad";
  }

  @Override
  public String name() {
    return "torch::autograd::AccumulateGrad";
  }

  /// Run by hand; the engine calls [#accumulate].
  @Override
  Tensor[] apply(Tensor[] gradients) {
    if (gradients[0] != null) accumulate(gradients[0], false, Autograd.isGradEnabled());
    return new Tensor[0];
  }

  /// @param owned nobody else refers to the memory of `gradient`: it may become `.grad` itself. Two
  ///   leaves must never share one array, or zeroing one gradient would zero the other
  /// @return whether `.grad` took over the memory of `gradient`
  synchronized boolean accumulate(Tensor gradient, boolean owned, boolean createGraph) {
    Tensor before = variable.gradUnseen();
    if (before == null) {
      boolean takes = !createGraph && owned && hasLayoutOfVariable(gradient);
      Tensor first = takes ? ownView(gradient) : copyInLayoutOfVariable(gradient);
      if (createGraph) variable.setGrad(first);
      else variable.takeGrad(first);
      return takes;
    }
    if (createGraph) {
      variable.setGrad(before.add(gradient));
    } else {
      before.add_(gradient);
      warnOfOtherLayout(before);
    }
    return false;
  }

  private static Tensor ownView(Tensor gradient) {
    return gradient.isView() ? gradient.detach() : gradient;
  }

  private void warnOfOtherLayout(Tensor grad) {
    boolean dense = variable.geometry().isNonOverlappingAndDense();
    if (dense ? grad.strides().equals(variable.strides()) : grad.isContiguous()) return;
    Warnings.warn(
        "grad and param do not obey the gradient layout contract. This is not an error, but may"
            + " impair performance.\ngrad.sizes() = "
            + grad.shape()
            + ", strides() = "
            + grad.strides()
            + "\nparam.sizes() = "
            + variable.shape()
            + ", strides() = "
            + variable.strides());
  }

  private boolean hasLayoutOfVariable(Tensor gradient) {
    return gradient.strides().equals(variable.strides()) && gradient.array().offset() == 0;
  }

  private Tensor copyInLayoutOfVariable(Tensor gradient) {
    if (!variable.geometry().isNonOverlappingAndDense()) return gradient.cloned();
    Geometry layout = Geometry.of(variable.shape(), variable.strides());
    Tensor copy = Tensor.empty(gradient.dtype(), gradient.device(), layout);
    return copy.copy_(gradient);
  }
}
