package dev.gradfn.autograd;

/// The parameters of [GradCheck], with PyTorch's names and defaults. There is no forward mode, so
/// nothing of it is checked.
///
/// ```java
/// new GradCheckOptions().eps(1e-3).atol(1e-2).raiseException(false)
/// ```
public final class GradCheckOptions {
  double eps = 1e-6;
  double atol = 1e-5;
  double rtol = 1e-3;
  double nondetTol;
  boolean raiseException = true;
  boolean checkUndefinedGrad = true;
  boolean checkGradDtypes;
  boolean checkBatchedGrad;
  boolean fastMode;
  boolean masked;
  boolean nonContiguousGradOutputs;

  /// Step of the finite differences.
  public GradCheckOptions eps(double step) {
    eps = step;
    return this;
  }

  /// How far a derivative may be off, besides [#rtol].
  public GradCheckOptions atol(double tolerance) {
    atol = tolerance;
    return this;
  }

  /// How far a derivative may be off, as part of its size.
  public GradCheckOptions rtol(double tolerance) {
    rtol = tolerance;
    return this;
  }

  /// How far two runs of backward may differ.
  public GradCheckOptions nondetTol(double tolerance) {
    nondetTol = tolerance;
    return this;
  }

  /// Whether a check that fails is an error; else the answer is false.
  public GradCheckOptions raiseException(boolean value) {
    raiseException = value;
    return this;
  }

  /// Whether backward must bear results that get no gradient.
  public GradCheckOptions checkUndefinedGrad(boolean value) {
    checkUndefinedGrad = value;
    return this;
  }

  /// Whether gradients must have the types of their inputs. The engine converts them, so this fails
  /// for hooks at most.
  public GradCheckOptions checkGradDtypes(boolean value) {
    checkGradDtypes = value;
    return this;
  }

  /// Whether batched gradients are compared with single ones.
  public GradCheckOptions checkBatchedGrad(boolean value) {
    checkBatchedGrad = value;
    return this;
  }

  /// Compares one random combination of all derivatives instead of each.
  public GradCheckOptions fastMode(boolean value) {
    fastMode = value;
    return this;
  }

  /// Whether gradients that should be zero need only be close to it.
  public GradCheckOptions masked(boolean value) {
    masked = value;
    return this;
  }

  /// For second derivatives: whether random incoming gradients are laid out with gaps. PyTorch's
  /// `gen_non_contig_grad_outputs`.
  public GradCheckOptions nonContiguousGradOutputs(boolean value) {
    nonContiguousGradOutputs = value;
    return this;
  }
}
