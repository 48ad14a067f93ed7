package dev.gradfn.bench.network;

import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.EngineObserver;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.bench.network.Network.Array;
import dev.gradfn.bench.network.Network.Step;
import dev.gradfn.core.Dims;
import dev.gradfn.nn.Args;
import dev.gradfn.nn.Module;
import dev.gradfn.op.Add;
import dev.gradfn.op.Binary;
import dev.gradfn.op.Cat;
import dev.gradfn.op.Clone;
import dev.gradfn.op.Convolution;
import dev.gradfn.op.MaxPool2dWithIndices;
import dev.gradfn.op.NativeBatchNorm;
import dev.gradfn.op.Op;
import dev.gradfn.op.Permute;
import dev.gradfn.op.Pow;
import dev.gradfn.op.SplitWithSizes;
import dev.gradfn.op.Unary;
import dev.gradfn.op.UpsampleNearest2d;
import dev.gradfn.op.View;
import dev.gradfn.trace.Outputs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Writes a [Network] down while our engine runs it. What does not depend on the input is computed
/// once, as YOLOv5 itself keeps its grids.
public final class NetworkRecorder implements EngineObserver {
  private final Map<Tensor, String> names = new IdentityHashMap<>();
  private final Map<String, Array> arrays = new LinkedHashMap<>();

  /// A call, or why it cannot be written down; with the time it started.
  private record Seen(long start, Step step, String problem) {}

  private final List<Seen> seen = new ArrayList<>();
  private int constants;
  private int values;

  private NetworkRecorder() {}

  /// Runs forward in the mode that the network is in, and backward from the sum of what it returns
  /// if it is in training mode.
  ///
  /// @throws IllegalArgumentException for an operation that [Operator] lacks
  public static Network record(Module model, Tensor input) {
    NetworkRecorder recorder = new NetworkRecorder();
    recorder.start(model, input);
    Map<String, Array> expected = new LinkedHashMap<>();
    Object output;
    try (var _ = Autograd.setGradEnabled(model.isTraining());
        var _ = Autograd.observe(recorder)) {
      output = model.callAll(Args.of(input));
    }
    List<String> outputs = new ArrayList<>();
    for (Tensor one : Outputs.flatten(output).values()) {
      String name = recorder.names.get(one);
      outputs.add(name);
      expected.put(name, array(one, false));
    }
    if (model.isTraining()) recorder.addGradients(model, output, expected);
    return new Network(recorder.arrays, recorder.steps(), outputs, expected);
  }

  private List<Step> steps() {
    for (Seen one : seen) {
      if (one.problem() != null) throw new IllegalArgumentException(one.problem());
    }
    return seen.stream().map(Seen::step).toList();
  }

  /// Before forward: in training it moves the running statistics.
  private void start(Module model, Tensor input) {
    name(input, "x", false);
    model.namedParameters().forEach((path, one) -> name(one, path, true));
    model.namedBuffers().forEach((path, one) -> name(one, path, false));
  }

  private void name(Tensor tensor, String name, boolean trained) {
    if (!tensor.dtype().isFloatingPoint()) return;
    names.put(tensor, name);
    arrays.put(name, array(tensor, trained));
  }

  private static Array array(Tensor tensor, boolean trained) {
    double[] elements = tensor.toDoubleArray();
    float[] data = new float[elements.length];
    for (int i = 0; i < data.length; i++) data[i] = (float) elements[i];
    return new Array(tensor.shape(), data, trained);
  }

  private void addGradients(Module model, Object output, Map<String, Array> expected) {
    Tensor loss = null;
    for (Tensor one : Outputs.flatten(output).values()) {
      loss = loss == null ? one.sum() : loss.add(one.sum());
    }
    loss.backward();
    model
        .namedParameters()
        .forEach((path, one) -> expected.put("grad." + path, array(one.grad(), false)));
    model.zeroGrad();
  }

  @Override
  public void applied(Op op, Tensor[] inputs, Tensor[] outputs, long start, long end) {
    boolean constant = true;
    for (Tensor input : inputs) constant &= input == null || isConstant(input);
    if (constant) return; // Its results get a name where something reads them.
    List<String> results = new ArrayList<>();
    for (int i = 0; i < outputs.length; i++) results.add("v" + ++values);
    // What ran inside (the copy of an input that is overwritten) is the other's own affair.
    while (!seen.isEmpty() && seen.getLast().start() >= start) seen.removeLast();
    Step step = step(op, inputs, results, outputs[0] == inputs[0]);
    String problem = "network: " + op + " cannot be written down for peers, see Operator";
    seen.add(new Seen(start, step, step == null ? problem : null));
    // Last: in place, a result is an input.
    for (int i = 0; i < outputs.length; i++) names.put(outputs[i], results.get(i));
  }

  private boolean isConstant(Tensor tensor) {
    String name = names.get(tensor);
    return name == null || !(name.equals("x") || name.matches("v\\d+"));
  }

  private String nameOf(Tensor tensor) {
    if (tensor == null) return "-";
    String name = names.get(tensor);
    if (name != null) return name;
    name(tensor, "c" + ++constants, false);
    return names.get(tensor);
  }

  private List<String> namesOf(Tensor... tensors) {
    List<String> all = new ArrayList<>();
    for (Tensor tensor : tensors) all.add(nameOf(tensor));
    return all;
  }

  /// Null where no [Operator] fits.
  private Step step(Op op, Tensor[] in, List<String> out, boolean inPlace) {
    List<String> first = out.subList(0, 1);
    return switch (op) {
      case Convolution c when !c.transposed() ->
          new Step(
              Operator.CONV2D,
              namesOf(in),
              out,
              attributes(
                  "stride", c.stride(),
                  "padding", c.padding(),
                  "dilation", c.dilation(),
                  "groups", Dims.of(c.groups())));
      case NativeBatchNorm n ->
          new Step(
              Operator.BATCH_NORM,
              namesOf(in),
              first,
              attributes(
                  "training",
                  Dims.of(n.training() ? 1 : 0),
                  "momentum",
                  n.momentum(),
                  "eps",
                  n.eps()));
      case Unary u when u == Unary.SILU ->
          new Step(inPlace ? Operator.SILU_ : Operator.SILU, namesOf(in), out, Map.of());
      case Op _ when inPlace -> null;
      case Unary u when u == Unary.SIGMOID ->
          new Step(Operator.SIGMOID, namesOf(in), out, Map.of());
      case Add(var alpha) when alpha.doubleValue() == 1 ->
          new Step(Operator.ADD, namesOf(in), out, Map.of());
      case Binary b when b == Binary.MUL -> product(in, out);
      case Pow p -> new Step(Operator.POW, namesOf(in), out, attributes("value", p.exponent()));
      case MaxPool2dWithIndices p when !p.ceilMode() && isOnes(p.dilation()) ->
          new Step(
              Operator.MAX_POOL2D,
              namesOf(in),
              first,
              attributes(
                  "kernel", p.kernelSize(),
                  "stride", p.stride().rank() == 0 ? p.kernelSize() : p.stride(),
                  "padding", p.padding()));
      case UpsampleNearest2d u ->
          new Step(
              Operator.UPSAMPLE_NEAREST2D, namesOf(in), out, attributes("size", u.outputSize()));
      case Cat c -> new Step(Operator.CAT, namesOf(in), out, attributes("dim", Dims.of(c.dim())));
      case SplitWithSizes s ->
          new Step(
              Operator.SPLIT,
              namesOf(in),
              out,
              attributes("sizes", s.splitSizes(), "dim", Dims.of(s.dim())));
      case View v -> new Step(Operator.VIEW, namesOf(in), out, attributes("shape", v.shape()));
      case Permute p -> new Step(Operator.PERMUTE, namesOf(in), out, attributes("dims", p.dims()));
      case Clone c when c == Clone.CONTIGUOUS ->
          new Step(Operator.CONTIGUOUS, namesOf(in), out, Map.of());
      default -> null;
    };
  }

  private Step product(Tensor[] in, List<String> out) {
    if (in[1].dim() != 0) return new Step(Operator.MUL, namesOf(in), out, Map.of());
    double number = in[1].toDoubleArray()[0];
    return new Step(Operator.MUL_NUMBER, namesOf(in[0]), out, attributes("value", number));
  }

  private static boolean isOnes(Dims dims) {
    return Arrays.stream(dims.toArray()).allMatch(one -> one == 1);
  }

  /// Names and values by turns.
  private static Map<String, Object> attributes(Object... all) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    for (int i = 0; i < all.length; i += 2) {
      Object value =
          all[i + 1] instanceof Dims dims ? dims.toArray() : ((Number) all[i + 1]).doubleValue();
      attributes.put((String) all[i], value);
    }
    return attributes;
  }
}
