package dev.gradfn.nn;

/// One step of a recurrent network with gates.
public final class GRUCell extends RecurrentCell {
  public GRUCell(int inputSize, int hiddenSize) {
    this(inputSize, hiddenSize, true);
  }

  public GRUCell(int inputSize, int hiddenSize, boolean bias) {
    super(Cell.GRU, inputSize, hiddenSize, bias);
  }
}
