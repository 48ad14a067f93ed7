package dev.gradfn.autograd;

/// How a view came to be, where that forbids recorded changes in place.
enum ViewOrigin {
  RECORDED(""),
  NO_GRAD(unclear("no_grad")),
  INFERENCE(unclear("inference_mode")),
  ONE_OF_SEVERAL(
      " This view is the output of a function that returns multiple views. Such functions do not"
          + " allow the output views to be modified inplace. You should replace the inplace"
          + " operation by an out-of-place one."),
  IN_FUNCTION(
      " This view was created inside a custom Function (or because an input was returned as-is) and"
          + " the autograd logic to handle view+inplace would override the custom backward"
          + " associated with the custom Function, leading to incorrect gradients. This behavior is"
          + " forbidden. You can fix this by cloning the output of the custom Function.");

  private final String reason;

  ViewOrigin(String reason) {
    this.reason = reason;
  }

  private static String unclear(String block) {
    return " Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify"
        + " your code by moving both the view and the inplace either both inside the "
        + block
        + " block (if you don't want the inplace to be tracked) or both outside (if you want the"
        + " inplace to be tracked).";
  }

  /// @param change what happened to which tensor: `is being`, or `its base … has been`
  TorchException error(String change, Node node, int outputNr) {
    String what;
    if (node != null) {
      what = "Output " + outputNr + " of " + node.forwardName() + " is a view and ";
      return TorchException.runtime(what + change + " modified inplace." + reason);
    }
    String mode = this == INFERENCE ? "inference mode" : "no_grad mode";
    String now = this == INFERENCE ? "in normal mode." : "with grad mode enabled.";
    what = "A view was created in " + mode + " and " + change + " modified inplace " + now;
    return TorchException.runtime(what + reason);
  }
}
