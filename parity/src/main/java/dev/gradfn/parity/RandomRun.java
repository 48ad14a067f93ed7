package dev.gradfn.parity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gradfn.autograd.Generator;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.nn.Init;
import dev.gradfn.signature.Operation;
import dev.gradfn.signature.OperationTable;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The steps of one case, which share a stream.
final class RandomRun {
  private static final int FIRST_BLOCK = 16;

  private final Generator generator;
  private final GoldenTensors tensors;

  RandomRun(Generator generator, GoldenTensors tensors) {
    this.generator = generator;
    this.tensors = tensors;
  }

  /// A seed as PyTorch shows it: unsigned, or negative.
  static long unsigned(String seed) {
    return new BigInteger(seed).longValue();
  }

  /// The first difference, or null.
  String problem(JsonNode step) throws IOException {
    if (step.path("op").asText().equals("manual_seed")) {
      generator.manualSeed(unsigned(step.path("seed").asText()));
      return null;
    }
    Tensor expected = tensors.read(step.path("out").asText());
    Tensor actual = result(step);
    return tolerance(step, expected).difference(expected, actual);
  }

  // ---- the calls -----------------------------------------------------------------------------

  private Tensor result(JsonNode step) throws IOException {
    String op = step.path("op").asText();
    return switch (op) {
      case "rand", "randn" -> call(op, List.of(size(step)), dtype(step));
      case "randint" ->
          call(op, List.of(bound(step, "low"), bound(step, "high"), size(step)), dtype(step));
      case "randperm" -> call(op, List.of(step.path("n").asLong()), dtype(step));
      case "normal" -> normal(step);
      case "bernoulli" -> call(op, List.of(read(step, "p_key")), Map.of());
      case "multinomial" ->
          call(
              op,
              List.of(
                  read(step, "weights_key"),
                  step.path("n").asLong(),
                  step.path("replacement").asBoolean()),
              Map.of());
      case "random_" -> inPlace(step, bounds(step));
      case "dropout", "dropout1d", "dropout2d", "dropout3d", "alpha_dropout" -> dropout(step);
      default -> op.startsWith("init.") ? init(step) : inPlace(step, numbers(step.path("args")));
    };
  }

  private Tensor call(String name, List<Object> args, Map<String, Object> kwargs) {
    Operation operation = OperationTable.find(name);
    if (operation == null) throw new IllegalArgumentException(name + " is not built yet");
    Map<String, Object> all = new LinkedHashMap<>(kwargs);
    boolean takesGenerator = !name.startsWith("nn.functional.");
    if (takesGenerator && generator != Generator.global()) all.put("generator", generator);
    return (Tensor) operation.body().run(operation.signature().bind(args, all));
  }

  private static List<Object> size(JsonNode step) {
    List<Object> size = new ArrayList<>();
    for (JsonNode s : step.path("size")) size.add(s.asLong());
    return size;
  }

  private static Map<String, Object> dtype(JsonNode step) {
    return Map.of("dtype", DType.ofTorchName(step.path("dtype").asText()));
  }

  private static Object bound(JsonNode step, String name) {
    return Long.valueOf(step.path(name).asText());
  }

  private static List<Object> bounds(JsonNode step) {
    List<Object> bounds = new ArrayList<>();
    if (step.has("low")) bounds.add(bound(step, "low"));
    if (step.has("high")) bounds.add(bound(step, "high"));
    return bounds;
  }

  private static List<Object> numbers(JsonNode array) {
    List<Object> numbers = new ArrayList<>();
    for (JsonNode number : array) numbers.add(number.asDouble());
    return numbers;
  }

  private Object read(JsonNode step, String key) throws IOException {
    return tensors.read(step.path(key).asText());
  }

  private Tensor normal(JsonNode step) throws IOException {
    Object mean = step.has("mean_key") ? read(step, "mean_key") : number(step, "mean");
    Object std = step.has("std_key") ? read(step, "std_key") : number(step, "std");
    boolean numbers = !step.has("mean_key") && !step.has("std_key");
    List<Object> args = numbers ? List.of(mean, std, size(step)) : List.of(mean, std);
    return call("normal", args, numbers ? dtype(step) : Map.of());
  }

  private static Object number(JsonNode step, String name) {
    return step.path(name).asDouble();
  }

  private static Tensor filled(JsonNode step, double value) {
    DType dtype = DType.ofTorchName(step.path("dtype").asText());
    return Tensor.full(dtype, Device.CPU, Inputs.dims(step.path("size")), value);
  }

  private Tensor inPlace(JsonNode step, List<Object> numbers) {
    Tensor base = filled(step, 0);
    List<Object> args = new ArrayList<>(numbers);
    args.add(0, PythonView.of(base, step.path("view").asText("")));
    call(step.path("op").asText(), args, Map.of());
    return base;
  }

  private Tensor dropout(JsonNode step) {
    Map<String, Object> kwargs = Map.of("training", true);
    String name = "nn.functional." + step.path("op").asText();
    return call(name, List.of(filled(step, 1), step.path("p").asDouble()), kwargs);
  }

  private Tensor init(JsonNode step) {
    Map<String, Object> kwargs = new LinkedHashMap<>();
    step.path("kwargs")
        .properties()
        .forEach(entry -> {
          JsonNode value = entry.getValue();
          kwargs.put(entry.getKey(), value.isNumber() ? (Object) value.asDouble() : value.asText());
        });
    JsonNode gain = step.path("gain_of");
    if (gain.isArray()) {
      Number slope = gain.size() > 1 ? gain.get(1).asDouble() : null;
      kwargs.put("gain", Init.calculateGain(gain.get(0).asText(), slope));
    }
    return call("nn." + step.path("op").asText(), List.of(filled(step, 0)), kwargs);
  }

  // ---- comparison ----------------------------------------------------------------------------

  /// Exact up to the last bit of log, sin and cos; where PyTorch fills with its vector functions,
  /// their precision.
  private static Tolerance tolerance(JsonNode step, Tensor expected) {
    boolean vectors = expected.numel() >= FIRST_BLOCK;
    double std = Math.max(1, Math.abs(step.path("std").asDouble(scale(step))));
    return switch (expected.dtype()) {
      case FLOAT64 -> new Tolerance(4e-16, 0);
      case FLOAT32 ->
          isOrthogonal(step)
              ? new Tolerance(0, 1e-6)
              : new Tolerance(6e-8, vectors ? 3e-6 * std : 0);
      case FLOAT16 -> new Tolerance(vectors ? 0x1p-10 : 0, 0);
      case BFLOAT16 -> new Tolerance(vectors ? 0x1p-7 : 0, 0);
      default -> new Tolerance(0, 0);
    };
  }

  private static boolean isOrthogonal(JsonNode step) {
    return step.path("op").asText().equals("init.orthogonal_");
  }

  private static double scale(JsonNode step) {
    return step.path("args").path(1).asDouble(1);
  }

  String stateProblem(JsonNode golden) throws IOException {
    String seed = Long.toUnsignedString(generator.initialSeed());
    String expectedSeed = golden.path("initial_seed").asText();
    if (!seed.equals(expectedSeed)) return "seed, expected " + expectedSeed + ", got " + seed;
    if (!golden.has("state")) return null;
    long[] wanted = tensors.read(golden.path("state").path("key").asText()).toLongArray();
    long[] got = generator.getState().toLongArray();
    for (int i = 0; i < wanted.length; i++) {
      if (wanted[i] != got[i]) {
        return "byte " + i + " of the state, expected " + wanted[i] + ", got " + got[i];
      }
    }
    return wanted.length == got.length ? null : "state of " + got.length + " bytes";
  }
}
