package dev.gradfn.autograd;

/// A tensor that a node keeps, and the version it must still have when it is read.
///
/// @param maker for a result of the node itself: that node; null for an input
record SavedTensor(Tensor tensor, int version, Node maker, int outputNr) {

  static SavedTensor input(Tensor tensor) {
    return new SavedTensor(tensor, tensor.version(), null, 0);
  }

  static SavedTensor output(Tensor tensor, Node maker, int outputNr) {
    return new SavedTensor(tensor, tensor.version(), maker, outputNr);
  }

  Tensor unpack() {
    if (tensor.version() != version) throw changed();
    return tensor;
  }

  private TorchException changed() {
    Node node = maker != null ? maker : tensor.gradFn();
    int output = maker != null ? outputNr : tensor.outputNr();
    String origin =
        node == null ? "" : ", which is output " + output + " of " + node.forwardName() + ",";
    return TorchException.runtime(
        "one of the variables needed for gradient computation has been modified by an inplace"
            + " operation: [torch."
            + tensor.dtype().scalarType()
            + "Tensor "
            + tensor.shape()
            + "]"
            + origin
            + " is at version "
            + tensor.version()
            + "; expected version "
            + version
            + " instead. Hint: enable anomaly detection to find the operation that failed to"
            + " compute its gradient, with torch.autograd.set_detect_anomaly(True,"
            + " check_nan=False).");
  }
}
