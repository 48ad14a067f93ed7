package dev.gradfn.nn;

/// A recurrent network without gates.
public final class RNN extends Recurrent {
  public RNN(int inputSize, int hiddenSize) {
    this(inputSize, hiddenSize, "tanh", Options.DEFAULT);
  }

  /// @param nonlinearity `tanh` or `relu`
  public RNN(int inputSize, int hiddenSize, String nonlinearity, Options options) {
    super(Cell.ofNonlinearity(nonlinearity), inputSize, hiddenSize, options);
    attributes.with("nonlinearity", nonlinearity);
  }
}
