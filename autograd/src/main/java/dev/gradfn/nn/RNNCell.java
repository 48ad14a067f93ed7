package dev.gradfn.nn;

/// One step of a recurrent network without gates.
public final class RNNCell extends RecurrentCell {
  public RNNCell(int inputSize, int hiddenSize) {
    this(inputSize, hiddenSize, true, "tanh");
  }

  /// @param nonlinearity `tanh` or `relu`
  public RNNCell(int inputSize, int hiddenSize, boolean bias, String nonlinearity) {
    super(Cell.ofNonlinearity(nonlinearity), inputSize, hiddenSize, bias);
    attributes.with("nonlinearity", nonlinearity);
  }

  @Override
  protected String extraRepr() {
    String nonlinearity = attributes.text("nonlinearity");
    boolean usual = nonlinearity.equals("tanh");
    return super.extraRepr() + (usual ? "" : ", nonlinearity=" + nonlinearity);
  }
}
