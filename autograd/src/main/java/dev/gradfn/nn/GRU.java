package dev.gradfn.nn;

/// A recurrent network with gates.
public final class GRU extends Recurrent {
  public GRU(int inputSize, int hiddenSize) {
    this(inputSize, hiddenSize, Options.DEFAULT);
  }

  public GRU(int inputSize, int hiddenSize, Options options) {
    super(Cell.GRU, inputSize, hiddenSize, options);
  }
}
