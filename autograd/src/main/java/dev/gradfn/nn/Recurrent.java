package dev.gradfn.nn;

import dev.gradfn.autograd.Shapes;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.autograd.Warnings;
import dev.gradfn.core.Dims;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A recurrent network over sequences: PyTorch's `RNNBase`. It takes an input `[l, n, input]` (or
/// `[n, l, input]` with the batch first, or `[l, input]`), and perhaps a state `[layers, n,
/// hidden]`, and gives a list of the outputs of all steps and the last state.
///
/// Every step is recorded; PyTorch's fused kernels are not imitated.
public abstract class Recurrent extends Module {

  /// Arguments with PyTorch's defaults.
  ///
  /// @param dropout between layers, in training
  /// @param projSize size of the outputs of an LSTM; 0: the hidden size
  public record Options(
      int numLayers,
      boolean bias,
      boolean batchFirst,
      double dropout,
      boolean bidirectional,
      int projSize) {
    public static final Options DEFAULT = new Options(1, true, false, 0, false, 0);
  }

  private final Cell cell;
  protected final Attributes attributes;

  @SuppressWarnings("this-escape")
  Recurrent(Cell cell, int inputSize, int hiddenSize, Options options) {
    check(cell, hiddenSize, options);
    this.cell = cell;
    attributes =
        new Attributes()
            .with("mode", cell.name())
            .with("input_size", inputSize)
            .with("hidden_size", hiddenSize)
            .with("num_layers", options.numLayers())
            .with("bias", options.bias())
            .with("batch_first", options.batchFirst())
            .with("dropout", options.dropout())
            .with("bidirectional", options.bidirectional())
            .with("proj_size", options.projSize());
    for (int layer = 0; layer < options.numLayers(); layer++) {
      long size = layer == 0 ? inputSize : (long) outputSize() * directions();
      for (int direction = 0; direction < directions(); direction++) {
        addCell(suffix(layer, direction), size);
      }
    }
  }

  private static void check(Cell cell, int hiddenSize, Options options) {
    if (hiddenSize <= 0) throw TorchException.value("hidden_size must be greater than zero");
    if (options.numLayers() <= 0) {
      throw TorchException.value("num_layers must be greater than zero");
    }
    if (options.projSize() < 0) {
      throw TorchException.value(
          "proj_size should be a positive integer or zero to disable projections");
    }
    if (options.projSize() >= hiddenSize) {
      throw TorchException.value("proj_size has to be smaller than hidden_size");
    }
    if (options.projSize() > 0 && cell != Cell.LSTM) {
      throw TorchException.value("proj_size argument is only supported for LSTM, not RNN or GRU");
    }
    if (!(options.dropout() >= 0 && options.dropout() <= 1)) {
      throw TorchException.value(
          "dropout should be a number in range [0, 1] representing the probability of an element"
              + " being zeroed");
    }
    if (options.dropout() > 0 && options.numLayers() == 1) {
      Warnings.warn(
          "dropout option adds dropout after all but last recurrent layer, so non-zero dropout"
              + " expects num_layers greater than 1, but got dropout="
              + Repr.number(options.dropout())
              + " and num_layers=1");
    }
  }

  private void addCell(String suffix, long inputSize) {
    int hidden = attributes.integer("hidden_size");
    boolean bias = attributes.flag("bias");
    long rows = (long) cell.gates() * hidden;
    add("weight_ih" + suffix, rows, inputSize);
    add("weight_hh" + suffix, rows, outputSize());
    if (bias) add("bias_ih" + suffix, rows);
    if (bias) add("bias_hh" + suffix, rows);
    if (attributes.integer("proj_size") > 0) add("weight_hr" + suffix, outputSize(), hidden);
  }

  private void add(String name, long... shape) {
    double bound = 1 / Math.sqrt(attributes.integer("hidden_size"));
    registerParameter(name, parameterOrNull(Weights.uniform(bound, shape)));
  }

  private static String suffix(int layer, int direction) {
    return "_l" + layer + (direction == 0 ? "" : "_reverse");
  }

  private int directions() {
    return attributes.flag("bidirectional") ? 2 : 1;
  }

  private int outputSize() {
    int projected = attributes.integer("proj_size");
    return projected > 0 ? projected : attributes.integer("hidden_size");
  }

  private CellWeights weights(int layer, int direction) {
    String suffix = suffix(layer, direction);
    return new CellWeights(
        parameter("weight_ih" + suffix),
        parameter("weight_hh" + suffix),
        parameter("bias_ih" + suffix),
        parameter("bias_hh" + suffix),
        parameter("weight_hr" + suffix));
  }

  private Tensor parameter(String name) {
    Slot<Tensor> slot = parameterSlots().get(name);
    return slot == null ? null : slot.get();
  }

  // ---- forward -------------------------------------------------------------------------------

  @Override
  protected Object forward(Args args) {
    Tensor x = args.get(0, Tensor.class, this);
    if (x.dim() != 2 && x.dim() != 3) {
      throw TorchException.value(
          typeName()
              + ": Expected input to be 2D or 3D, got "
              + x.dim()
              + (typeName().equals("RNN") ? "D tensor instead" : "D instead"));
    }
    boolean batched = x.dim() == 3;
    boolean batchFirst = attributes.flag("batch_first");
    int batchDim = batchFirst ? 0 : 1;
    Tensor input = batched ? x : x.unsqueeze(batchDim);
    List<Tensor> state = tensors(args.get(1, "hx", null));
    if (state == null) state = zeros(input, input.shape().get(batchDim));
    else state = asBatch(state, batched);
    checkSizes(input, state, input.shape().get(batchDim));
    Run run = new Run(batchFirst ? input.transpose(0, 1) : input, state);
    Tensor output = run.output;
    if (batchFirst) output = batchFirst(output);
    List<Tensor> last = run.last;
    if (!batched) {
      output = output.squeeze(batchDim);
      last = last.stream().map(t -> t.squeeze(1)).toList();
    }
    return List.of(output, cell.hasCellState() ? last : last.get(0));
  }

  /// PyTorch turns the output of an LSTM into a view and that of the others in place.
  private Tensor batchFirst(Tensor output) {
    if (cell.hasCellState()) return output.transpose(0, 1);
    return output.transpose_(0, 1);
  }

  /// A state as it is passed: a tensor, a list of two, or null.
  static List<Tensor> tensors(Object state) {
    return switch (state) {
      case null -> null;
      case Tensor tensor -> List.of(tensor);
      case List<?> list -> list.stream().map(Tensor.class::cast).toList();
      default -> throw new IllegalArgumentException("a state is a tensor or two, got " + state);
    };
  }

  private List<Tensor> asBatch(List<Tensor> state, boolean batched) {
    int rank = batched ? 3 : 2;
    if (state.stream().anyMatch(t -> t.dim() != rank)) {
      String form = (batched ? "For batched 3-D" : "For unbatched 2-D") + " input, ";
      String names = cell.hasCellState() ? "hx and cx" : "hx";
      List<String> ranks = state.stream().map(t -> t.dim() + "-D").toList();
      String got =
          cell.hasCellState()
              ? "(" + String.join(", ", ranks) + ") tensors"
              : ranks.get(0) + " tensor";
      throw TorchException.runtime(form + names + " should also be " + rank + "-D but got " + got);
    }
    return batched ? state : state.stream().map(t -> t.unsqueeze(1)).toList();
  }

  private Dims stateShape(long batch, long size) {
    return Dims.of((long) attributes.integer("num_layers") * directions(), batch, size);
  }

  private List<Tensor> zeros(Tensor input, long batch) {
    Dims shape = stateShape(batch, outputSize());
    Tensor h = Tensor.zeros(input.dtype(), input.device(), shape);
    if (!cell.hasCellState()) return List.of(h);
    Dims cellShape = stateShape(batch, attributes.integer("hidden_size"));
    return List.of(h, Tensor.zeros(input.dtype(), input.device(), cellShape));
  }

  private void checkSizes(Tensor input, List<Tensor> state, long batch) {
    int expected = attributes.integer("input_size");
    if (input.shape().get(-1) != expected) {
      throw TorchException.runtime(
          "input.size(-1) must be equal to input_size. Expected "
              + expected
              + ", got "
              + input.shape().get(-1));
    }
    String[] names =
        cell.hasCellState() ? new String[] {"hidden[0]", "hidden[1]"} : new String[] {"hidden"};
    for (int i = 0; i < names.length; i++) {
      Dims shape = stateShape(batch, i == 0 ? outputSize() : attributes.integer("hidden_size"));
      if (!state.get(i).shape().equals(shape)) {
        throw TorchException.runtime(
            "Expected "
                + names[i]
                + " size "
                + Repr.tuple(shape)
                + ", got "
                + state.get(i).shape());
      }
    }
  }

  /// One pass through all layers.
  private final class Run {
    private final List<List<Tensor>> lastStates = new ArrayList<>();
    final Tensor output;
    final List<Tensor> last;

    /// @param input `[l, n, input]`
    /// @param state `[layers · directions, n, size]` each
    Run(Tensor input, List<Tensor> state) {
      List<List<Tensor>> parts = state.stream().map(t -> t.unbind(0)).toList();
      int layers = attributes.integer("num_layers");
      Tensor x = input;
      for (int layer = 0; layer < layers; layer++) {
        x = layer(x, layer, parts);
        if (layer < layers - 1) x = dropped(x);
      }
      output = x;
      List<Tensor> stacked = new ArrayList<>();
      for (int i = 0; i < state.size(); i++) stacked.add(stackOfLast(i));
      last = List.copyOf(stacked);
    }

    private Tensor stackOfLast(int i) {
      return Shapes.stack(lastStates.stream().map(state -> state.get(i)).toList(), 0);
    }

    private Tensor layer(Tensor x, int layer, List<List<Tensor>> parts) {
      List<Tensor> outputs = new ArrayList<>();
      for (int direction = 0; direction < directions(); direction++) {
        int place = layer * directions() + direction;
        List<Tensor> first = parts.stream().map(states -> states.get(place)).toList();
        outputs.add(sequence(x, first, weights(layer, direction), direction == 1));
      }
      return outputs.size() == 1 ? outputs.get(0) : Shapes.cat(outputs, -1);
    }

    private Tensor sequence(Tensor x, List<Tensor> first, CellWeights weights, boolean reversed) {
      List<Tensor> inputs = weights.ofInput(x).unbind(0);
      if (inputs.isEmpty()) {
        throw TorchException.runtime("Expected sequence length to be larger than 0 in RNN");
      }
      List<Tensor> outputs = new ArrayList<>();
      List<Tensor> state = first;
      for (Tensor input : reversed ? inputs.reversed() : inputs) {
        state = cell.step(input, state, weights);
        outputs.add(state.get(0));
      }
      lastStates.add(state);
      return Shapes.stack(reversed ? outputs.reversed() : outputs, 0);
    }

    private Tensor dropped(Tensor x) {
      double p = attributes.number("dropout").doubleValue();
      if (p == 0 || !isTraining()) return x;
      return (Tensor)
          Functional.call("nn.functional.dropout", List.of(x), Map.of("p", p, "training", true));
    }
  }

  // ---- text ----------------------------------------------------------------------------------

  @Override
  public Map<String, Object> attributes() {
    return attributes.live();
  }

  @Override
  protected String extraRepr() {
    StringBuilder out = new StringBuilder();
    out.append(attributes.get("input_size")).append(", ").append(attributes.get("hidden_size"));
    appendUnless(out, "proj_size", attributes.integer("proj_size") == 0);
    appendUnless(out, "num_layers", attributes.integer("num_layers") == 1);
    appendUnless(out, "bias", attributes.flag("bias"));
    appendUnless(out, "batch_first", !attributes.flag("batch_first"));
    appendUnless(out, "dropout", attributes.number("dropout").doubleValue() == 0);
    appendUnless(out, "bidirectional", !attributes.flag("bidirectional"));
    return out.toString();
  }

  private void appendUnless(StringBuilder out, String name, boolean usual) {
    if (!usual) out.append(", ").append(attributes.repr(name));
  }
}
