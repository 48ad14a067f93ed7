package dev.gradfn.signature;

import static dev.gradfn.signature.ModuleTable.row;

import dev.gradfn.nn.GRU;
import dev.gradfn.nn.GRUCell;
import dev.gradfn.nn.LSTM;
import dev.gradfn.nn.LSTMCell;
import dev.gradfn.nn.RNN;
import dev.gradfn.nn.RNNCell;
import dev.gradfn.nn.Recurrent;

/// Recurrent networks and their cells.
final class RecurrentModules {
  private static final String SIZES = "(input_size, hidden_size, num_layers=1, ";
  private static final String OPTIONS =
      "bias=True, batch_first=False, dropout=0.0, bidirectional=False, ";
  private static final String FACTORY = "device=None, dtype=None)";

  private RecurrentModules() {}

  static void register() {
    row(
        "RNN" + SIZES + "nonlinearity='tanh', " + OPTIONS + FACTORY,
        a -> new RNN(input(a), hidden(a), a.text("nonlinearity"), options(a, 0)));
    row("GRU" + SIZES + OPTIONS + FACTORY, a -> new GRU(input(a), hidden(a), options(a, 0)));
    row(
        "LSTM" + SIZES + OPTIONS + "proj_size=0, " + FACTORY,
        a -> new LSTM(input(a), hidden(a), options(a, a.integer("proj_size"))));
    String cell = "Cell(input_size, hidden_size, bias=True, ";
    row(
        "RNN" + cell + "nonlinearity='tanh', " + FACTORY,
        a -> new RNNCell(input(a), hidden(a), a.bool("bias"), a.text("nonlinearity")));
    row("GRU" + cell + FACTORY, a -> new GRUCell(input(a), hidden(a), a.bool("bias")));
    row("LSTM" + cell + FACTORY, a -> new LSTMCell(input(a), hidden(a), a.bool("bias")));
  }

  private static int input(Arguments a) {
    return a.integer("input_size");
  }

  private static int hidden(Arguments a) {
    return a.integer("hidden_size");
  }

  private static Recurrent.Options options(Arguments a, int projSize) {
    return new Recurrent.Options(
        a.integer("num_layers"),
        a.bool("bias"),
        a.bool("batch_first"),
        a.number("dropout").doubleValue(),
        a.bool("bidirectional"),
        projSize);
  }
}
