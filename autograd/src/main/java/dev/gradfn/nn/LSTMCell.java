package dev.gradfn.nn;

/// One step of a recurrent network with gates and a cell state.
public final class LSTMCell extends RecurrentCell {
  public LSTMCell(int inputSize, int hiddenSize) {
    this(inputSize, hiddenSize, true);
  }

  public LSTMCell(int inputSize, int hiddenSize, boolean bias) {
    super(Cell.LSTM, inputSize, hiddenSize, bias);
  }
}
