package dev.gradfn.nn;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.Dims;
import java.util.List;
import java.util.Map;

/// A layer that computes one step of a recurrent network: from an input `[n, input]` and a state,
/// or without a batch dimension, to the new state.
public abstract class RecurrentCell extends Module {
  private final Cell cell;
  protected final Attributes attributes;

  @SuppressWarnings("this-escape")
  RecurrentCell(Cell cell, int inputSize, int hiddenSize, boolean bias) {
    this.cell = cell;
    attributes =
        new Attributes()
            .with("input_size", inputSize)
            .with("hidden_size", hiddenSize)
            .with("bias", bias);
    double bound = hiddenSize > 0 ? 1 / Math.sqrt(hiddenSize) : 0;
    int rows = cell.gates() * hiddenSize;
    add("weight_ih", Weights.uniform(bound, rows, inputSize));
    add("weight_hh", Weights.uniform(bound, rows, hiddenSize));
    add("bias_ih", bias ? Weights.uniform(bound, rows) : null);
    add("bias_hh", bias ? Weights.uniform(bound, rows) : null);
  }

  private void add(String name, Tensor value) {
    registerParameter(name, parameterOrNull(value));
  }

  private Tensor parameter(String name) {
    return parameterSlots().get(name).get();
  }

  /// The state: a tensor, or a list of two for an LSTM. Without one it begins with zeros.
  @Override
  protected Object forward(Args args) {
    Tensor x = args.get(0, Tensor.class, this);
    requireRank("input", x);
    boolean batched = x.dim() == 2;
    List<Tensor> state = state(args);
    for (int i = 0; state != null && i < state.size(); i++) {
      requireRank(cell.hasCellState() ? "hx[" + i + "]" : "hidden", state.get(i));
    }
    Tensor input = batched ? x : x.unsqueeze(0);
    if (state == null) state = zeros(input);
    else if (!batched) state = state.stream().map(t -> t.unsqueeze(0)).toList();
    requireSizes(input, state);
    CellWeights weights =
        new CellWeights(
            parameter("weight_ih"),
            parameter("weight_hh"),
            parameter("bias_ih"),
            parameter("bias_hh"),
            null);
    List<Tensor> next = cell.step(weights.ofInput(input), state, weights);
    if (!batched) next = next.stream().map(t -> t.squeeze(0)).toList();
    return cell.hasCellState() ? next : next.get(0);
  }

  private void requireRank(String what, Tensor x) {
    if (x.dim() == 1 || x.dim() == 2) return;
    throw TorchException.value(
        typeName() + ": Expected " + what + " to be 1D or 2D, got " + x.dim() + "D instead");
  }

  private void requireSizes(Tensor input, List<Tensor> state) {
    long size = attributes.integer("input_size");
    long hidden = attributes.integer("hidden_size");
    TorchException.check(
        input.shape().get(1) == size,
        () ->
            "input has inconsistent input_size: got %d expected %d"
                .formatted(input.shape().get(1), size));
    for (int i = 0; i < state.size(); i++) {
      Dims shape = state.get(i).shape();
      int number = i;
      TorchException.check(
          shape.get(0) == input.shape().get(0),
          () ->
              "Input batch size %d doesn't match hidden%d batch size %d"
                  .formatted(input.shape().get(0), number, shape.get(0)));
      TorchException.check(
          shape.get(1) == hidden,
          () ->
              "hidden%d has inconsistent hidden_size: got %d, expected %d"
                  .formatted(number, shape.get(1), hidden));
    }
  }

  private static List<Tensor> state(Args args) {
    Object given = args.get(1, "hx", null);
    return Recurrent.tensors(given);
  }

  private List<Tensor> zeros(Tensor input) {
    Dims shape = Dims.of(input.shape().get(0), attributes.integer("hidden_size"));
    Tensor zeros = Tensor.zeros(input.dtype(), input.device(), shape);
    return cell.hasCellState() ? List.of(zeros, zeros) : List.of(zeros);
  }

  @Override
  public Map<String, Object> attributes() {
    return attributes.live();
  }

  @Override
  protected String extraRepr() {
    return attributes.get("input_size")
        + ", "
        + attributes.get("hidden_size")
        + (attributes.flag("bias") ? "" : ", bias=False");
  }
}
