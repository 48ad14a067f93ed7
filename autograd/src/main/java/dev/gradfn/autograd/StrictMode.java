package dev.gradfn.autograd;

import java.util.List;

/// The strict mode of [Functional]: what cannot depend on an input is an error, not zeros.
record StrictMode(boolean on, boolean createGraph) {
  static StrictMode of(Functional.Options options) {
    return new StrictMode(options.strict(), options.createGraph());
  }

  /// What depends on nothing, and PyTorch's words for it around the number of the input or output.
  enum Independent {
    OUTPUT(
        "Output ",
        " of the user-provided function does not require gradients. The outputs must be computed in"
            + " a differentiable manner from the input when running in strict mode."),
    GRADIENT(
        "The gradient with respect to input ",
        " is independent of the inputs of the user-provided function. This is not allowed in strict"
            + " mode."),
    JACOBIAN(
        "While computing the hessian, found that the jacobian of the user-provided function with"
            + " respect to input ",
        " is independent of the input. This is not allowed in strict mode. You should ensure that"
            + " your function is twice differentiable and that the jacobian depends on the inputs"
            + " (this would be violated by a linear function for example)."),
    HESSIAN(
        "The hessian of the user-provided function with respect to input ",
        " is independent of the input. This is not allowed in strict mode. You should ensure that"
            + " your function is thrice differentiable and that the hessian depends on the"
            + " inputs.");

    private final String before;
    private final String after;

    Independent(String before, String after) {
      this.before = before;
      this.after = after;
    }
  }

  void requireInGraph(List<Tensor> tensors, Independent what) {
    for (int i = 0; i < tensors.size() && on; i++) {
      Tensor tensor = tensors.get(i);
      if (tensor == null) throw missing(Missing.BACK, i);
      if (!tensor.requiresGrad()) throw TorchException.runtime(what.before + i + what.after);
    }
  }

  /// What is missing when a gradient is, and PyTorch's words for it around the number.
  enum Missing {
    BACK(
        "The output of the user-provided function is independent of input ",
        ". This is not allowed in strict mode."),
    BACK_TRICK(
        "The gradient with respect to the input is independent of entry ",
        " in the grad_outputs when using the double backward trick to compute forward mode"
            + " gradients. This is not allowed in strict mode."),
    DOUBLE_BACK(
        "The jacobian of the user-provided function is independent of input ",
        ". This is not allowed in strict mode."),
    DOUBLE_BACK_TRICK(
        "The hessian of the user-provided function is independent of entry ",
        " in the grad_jacobian. This is not allowed in strict mode as it prevents from using the"
            + " double backward trick to replace forward mode AD.");

    private final String before;
    private final String after;

    Missing(String before, String after) {
      this.before = before;
      this.after = after;
    }

    private String derivative() {
      return this == BACK || this == BACK_TRICK ? "jacobian" : "hessian";
    }
  }

  void requireDependent(List<Tensor> gradients, Missing what) {
    for (int i = 0; i < gradients.size() && on; i++) {
      if (gradients.get(i) == null) throw missing(what, i);
      requireDifferentiable(gradients.get(i), what.derivative(), i);
    }
  }

  private static TorchException missing(Missing what, int i) {
    return TorchException.runtime(what.before + i + what.after);
  }

  private void requireDifferentiable(Tensor gradient, String derivative, int i) {
    if (!createGraph || gradient.requiresGrad()) return;
    throw TorchException.runtime(
        "The "
            + derivative
            + " of the user-provided function is independent of input "
            + i
            + ". This is not allowed in strict mode when create_graph=True.");
  }

  /// @param gradient of an element of output `i` by input `j`
  void requireEntry(Tensor gradient, int i, int j) {
    if (!on) return;
    // PyTorch names the number of the output here.
    if (gradient != null) requireDifferentiable(gradient, "jacobian", i);
    else {
      throw TorchException.runtime(
          "Output "
              + i
              + " of the user-provided function is independent of input "
              + j
              + ". This is not allowed in strict mode.");
    }
  }
}
