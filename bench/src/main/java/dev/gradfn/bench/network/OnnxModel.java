package dev.gradfn.bench.network;

import dev.gradfn.bench.network.Network.Array;
import dev.gradfn.bench.network.Network.Step;
import dev.gradfn.core.Dims;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A [Network] in eval mode as an ONNX ModelProto, operator set 17: one node per call, but two for
/// silu, which that set lacks. Field numbers are those of onnx.proto3.
final class OnnxModel {
  private static final int FLOAT = 1;
  private static final int INT64 = 7;
  private static final int IR_VERSION = 8;
  private static final int OPERATOR_SET = 17;

  private final Network network;
  private final Protobuf graph = new Protobuf();
  private int constants;

  private OnnxModel(Network network) {
    this.network = network;
  }

  static byte[] of(Network network) {
    return new OnnxModel(network).model();
  }

  private byte[] model() {
    for (Step step : network.steps()) node(step);
    graph.text(2, "gradfn");
    network
        .arrays()
        .forEach((name, array) -> {
          if (!name.equals("x")) initializer(name, array);
        });
    graph.message(11, valueInfo("x", network.input().shape()));
    for (String output : network.outputs()) {
      graph.message(12, valueInfo(output, network.expected().get(output).shape()));
    }
    Protobuf operators = new Protobuf().text(1, "").number(2, OPERATOR_SET);
    return new Protobuf()
        .number(1, IR_VERSION)
        .text(2, "gradfn-bench")
        .message(7, graph)
        .message(8, operators)
        .toBytes();
  }

  private void node(Step step) {
    List<String> in = step.inputs();
    List<String> out = step.outputs();
    switch (step.operator()) {
      case CONV2D -> convolution(step);
      case BATCH_NORM -> batchNorm(step);
      case SILU, SILU_ -> {
        String gate = out.getFirst() + ".sigmoid";
        add("Sigmoid", in, List.of(gate));
        add("Mul", List.of(in.getFirst(), gate), out);
      }
      case SIGMOID -> add("Sigmoid", in, out);
      case ADD -> add("Add", in, out);
      case MUL -> add("Mul", in, out);
      case MUL_NUMBER -> add("Mul", List.of(in.getFirst(), number(step.number("value"))), out);
      case POW -> add("Pow", List.of(in.getFirst(), number(step.number("value"))), out);
      case MAX_POOL2D ->
          add(
              "MaxPool",
              in,
              out,
              attribute("kernel_shape", step.numbers("kernel")),
              attribute("strides", step.numbers("stride")),
              attribute("pads", bothSides(step.numbers("padding"))));
      case UPSAMPLE_NEAREST2D -> resize(step);
      case CAT -> add("Concat", in, out, attribute("axis", step.numbers("dim")[0]));
      case SPLIT ->
          add(
              "Split",
              List.of(in.getFirst(), numbers(step.numbers("sizes"))),
              out,
              attribute("axis", step.numbers("dim")[0]));
      case VIEW -> add("Reshape", List.of(in.getFirst(), numbers(step.numbers("shape"))), out);
      case PERMUTE -> add("Transpose", in, out, attribute("perm", step.numbers("dims")));
      case CONTIGUOUS -> add("Identity", in, out);
    }
  }

  private void convolution(Step step) {
    List<String> given = new ArrayList<>(step.inputs());
    if (given.getLast().equals("-")) given.removeLast();
    add(
        "Conv",
        given,
        step.outputs(),
        attribute("strides", step.numbers("stride")),
        attribute("pads", bothSides(step.numbers("padding"))),
        attribute("dilations", step.numbers("dilation")),
        attribute("group", step.numbers("groups")[0]));
  }

  private void batchNorm(Step step) {
    if (step.numbers("training")[0] != 0) {
      throw new IllegalArgumentException("onnx: batch norm in training mode, expected eval mode");
    }
    Protobuf epsilon = new Protobuf().text(1, "epsilon").number(2, (float) step.number("eps"));
    add("BatchNormalization", step.inputs(), step.outputs(), epsilon.number(20, 1));
  }

  private void resize(Step step) {
    long[] size = step.numbers("size");
    Dims shape = shapeOf(step.inputs().getFirst());
    long[] target = {shape.get(0), shape.get(1), size[0], size[1]};
    add(
        "Resize",
        List.of(step.inputs().getFirst(), "", "", numbers(target)),
        step.outputs(),
        attribute("mode", "nearest"),
        attribute("coordinate_transformation_mode", "asymmetric"),
        attribute("nearest_mode", "floor"));
  }

  /// Only batch and channels of an upsampling's input are asked for, and a convolution made it.
  private Dims shapeOf(String value) {
    for (Step step : network.steps()) {
      if (!step.outputs().contains(value)) continue;
      if (step.operator() != Operator.CONV2D) return shapeOf(step.inputs().getFirst());
      Dims weight = network.arrays().get(step.inputs().get(1)).shape();
      return Dims.of(network.input().shape().get(0), weight.get(0));
    }
    throw new IllegalArgumentException("onnx: nothing makes " + value);
  }

  private void add(String type, List<String> inputs, List<String> outputs, Protobuf... attributes) {
    Protobuf node = new Protobuf();
    for (String input : inputs) node.text(1, input);
    for (String output : outputs) node.text(2, output);
    node.text(3, outputs.getFirst()).text(4, type);
    for (Protobuf attribute : attributes) node.message(5, attribute);
    graph.message(1, node);
  }

  private static Protobuf attribute(String name, long value) {
    return new Protobuf().text(1, name).number(3, value).number(20, 2);
  }

  private static Protobuf attribute(String name, String value) {
    return new Protobuf().text(1, name).text(4, value).number(20, 3);
  }

  private static Protobuf attribute(String name, long[] values) {
    Protobuf attribute = new Protobuf().text(1, name);
    for (long value : values) attribute.number(8, value);
    return attribute.number(20, 7);
  }

  private static long[] bothSides(long[] padding) {
    long[] both = Arrays.copyOf(padding, 2 * padding.length);
    System.arraycopy(padding, 0, both, padding.length, padding.length);
    return both;
  }

  private String number(double value) {
    String name = "number" + ++constants;
    initializer(name, new Array(Dims.of(), new float[] {(float) value}, false));
    return name;
  }

  private String numbers(long[] values) {
    String name = "numbers" + ++constants;
    ByteBuffer data = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    data.asLongBuffer().put(values);
    graph.message(5, tensor(name, Dims.of(values.length), INT64, data.array()));
    return name;
  }

  private void initializer(String name, Array array) {
    graph.message(5, tensor(name, array.shape(), FLOAT, NetworkWriter.bytes(array.data())));
  }

  private static Protobuf tensor(String name, Dims shape, int type, byte[] data) {
    Protobuf tensor = new Protobuf();
    for (long size : shape.toArray()) tensor.number(1, size);
    return tensor.number(2, type).text(8, name).bytes(9, data);
  }

  private static Protobuf valueInfo(String name, Dims shape) {
    Protobuf dimensions = new Protobuf();
    for (long size : shape.toArray()) dimensions.message(1, new Protobuf().number(1, size));
    Protobuf tensor = new Protobuf().number(1, FLOAT).message(2, dimensions);
    return new Protobuf().text(1, name).message(2, new Protobuf().message(1, tensor));
  }
}
