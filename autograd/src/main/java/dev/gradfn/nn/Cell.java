package dev.gradfn.nn;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.op.UnsafeSplit;
import java.util.List;

/// One step of a recurrent network. A state is `[h]`, or `[h, c]` for an LSTM.
enum Cell {
  LSTM(4) {
    @Override
    List<Tensor> step(Tensor ofInput, List<Tensor> state, CellWeights weights) {
      List<Tensor> gates = split(weights.ofHidden(state.get(0)).add(ofInput));
      Tensor in = gates.get(0).sigmoid();
      Tensor forget = gates.get(1).sigmoid();
      Tensor cell = gates.get(2).tanh();
      Tensor out = gates.get(3).sigmoid();
      Tensor c = forget.mul(state.get(1)).add(in.mul(cell));
      Tensor h = out.mul(c.tanh());
      return List.of(weights.projected(h), c);
    }
  },
  GRU(3) {
    @Override
    List<Tensor> step(Tensor ofInput, List<Tensor> state, CellWeights weights) {
      List<Tensor> inputs = split(ofInput);
      List<Tensor> hidden = split(weights.ofHidden(state.get(0)));
      Tensor reset = hidden.get(0).add(inputs.get(0)).sigmoid();
      Tensor keep = hidden.get(1).add(inputs.get(1)).sigmoid();
      Tensor fresh = inputs.get(2).add(hidden.get(2).mul(reset)).tanh();
      return List.of(state.get(0).sub(fresh).mul(keep).add(fresh));
    }
  },
  RNN_TANH(1) {
    @Override
    List<Tensor> step(Tensor ofInput, List<Tensor> state, CellWeights weights) {
      return List.of(weights.ofHidden(state.get(0)).add(ofInput).tanh());
    }
  },
  RNN_RELU(1) {
    @Override
    List<Tensor> step(Tensor ofInput, List<Tensor> state, CellWeights weights) {
      return List.of(F.relu(weights.ofHidden(state.get(0)).add(ofInput), false));
    }
  };

  private final int gates;

  Cell(int gates) {
    this.gates = gates;
  }

  /// @throws TorchException if there is no such function
  static Cell ofNonlinearity(String name) {
    return switch (name) {
      case "tanh" -> RNN_TANH;
      case "relu" -> RNN_RELU;
      default ->
          throw TorchException.value(
              "Unknown nonlinearity '" + name + "'. Select from 'tanh' or 'relu'.");
    };
  }

  int gates() {
    return gates;
  }

  boolean hasCellState() {
    return this == LSTM;
  }

  /// @param ofInput the input times its weights
  abstract List<Tensor> step(Tensor ofInput, List<Tensor> state, CellWeights weights);

  List<Tensor> split(Tensor gated) {
    UnsafeSplit op = new UnsafeSplit(gated.shape().get(1) / gates, 1);
    return List.of(Operations.applyAll(op, gated));
  }
}
