package dev.gradfn.nn;

/// A recurrent network with gates and a cell state.
public final class LSTM extends Recurrent {
  public LSTM(int inputSize, int hiddenSize) {
    this(inputSize, hiddenSize, Options.DEFAULT);
  }

  public LSTM(int inputSize, int hiddenSize, Options options) {
    super(Cell.LSTM, inputSize, hiddenSize, options);
  }
}
