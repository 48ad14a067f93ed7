package dev.gradfn.parity;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.Torch;
import dev.gradfn.core.DType;
import dev.gradfn.signature.Operation;
import dev.gradfn.signature.OperationTable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/// What PyTorch was not asked for, said by operations that it was asked for.
final class Equivalents {
  /// @param actual calls the operation itself
  record Pair(Supplier<Object> expected, Supplier<Object> actual, List<Tensor> inputs) {}

  private final Map<String, Pair> pairs = new TreeMap<>();

  /// By name of the operation.
  static Map<String, Pair> all() {
    Equivalents equivalents = new Equivalents();
    Tensor x = sample(2, 3);
    Tensor y = sample(2, 3);
    equivalents.otherNames(x, y);
    equivalents.casts(x);
    equivalents.formulas(x, y);
    equivalents.pieces();
    equivalents.unpooled();
    equivalents.bits();
    equivalents.sameSeed();
    equivalents.fixedWeights();
    return equivalents.pairs;
  }

  private static Tensor sample(long... shape) {
    return Tensor.randn(shape).to(DType.FLOAT64).detach().requiresGrad_();
  }

  /// Calls by name, with positional arguments.
  static Object call(String name, Object... args) {
    Operation operation = OperationTable.find(name);
    assertNotNull(operation, name);
    return operation.body().run(operation.signature().bind(Arrays.asList(args), Map.of()));
  }

  private void say(String name, Object expected, Object... args) {
    List<Tensor> inputs =
        Arrays.stream(args)
            .filter(Tensor.class::isInstance)
            .map(Tensor.class::cast)
            .filter(Tensor::requiresGrad)
            .toList();
    pairs.put(name, new Pair(() -> expected, () -> call(name, args), inputs));
  }

  private void otherNames(Tensor x, Tensor y) {
    say("swapdims", call("transpose", x, 0L, 1L), x, 0L, 1L);
    say("moveaxis", call("movedim", x, 0L, 1L), x, 0L, 1L);
    say("ravel", call("flatten", x), x);
    say("view_as", call("view", x, List.of(3L, 2L)), x, Tensor.ones(3, 2));
    say("relu", call("nn.functional.relu", x), x);
    say("linalg.cross", call("cross", x, y, 1L), x, y);
  }

  private void casts(Tensor x) {
    Map.of("byte", DType.UINT8, "char", DType.INT8, "short", DType.INT16)
        .forEach((name, dtype) -> say(name, call("to", x, dtype), x));
  }

  private void formulas(Tensor x, Tensor y) {
    Tensor positive = Torch.tensor(new double[][] {{0.5, 2, 3}, {1, 0.1, 7}}).requiresGrad_();
    say("std_mean", List.of(call("std", x), call("mean", x)), x);
    say("cummin", cumminThroughCummax(x), x, 1L);
    inBothForms("xlogy", call("mul", x, call("log", positive)), x, positive);
    Tensor row = sample(1, 1, 6);
    Object plane = call("nn.functional.lp_pool2d", row.unsqueeze(1), 2.0, List.of(1L, 2L));
    say("nn.functional.lp_pool1d", call("squeeze", plane, 1L), row, 2.0, 2L);
  }

  private static Object cumminThroughCummax(Tensor x) {
    List<?> most = (List<?>) call("cummax", call("neg", x), 1L);
    return List.of(call("neg", most.get(0)), most.get(1));
  }

  /// By scatter, of what max pooling gives.
  private void unpooled() {
    for (int rank = 1; rank <= 3; rank++) {
      long[] shape = {2, 3, 4, 6, 2};
      Tensor x = sample(java.util.Arrays.copyOf(shape, rank + 2));
      List<?> pooled =
          (List<?>) call("nn.functional.max_pool" + rank + "d", x, 2L, null, 0L, 1L, false, true);
      Tensor values = ((Tensor) pooled.get(0)).detach().requiresGrad_();
      Tensor indices = (Tensor) pooled.get(1);
      Tensor lines = x.detach().mul(0).flatten(2, -1);
      Tensor expected = lines.scatter(2, indices.flatten(2, -1), values.flatten(2, -1));
      say("nn.functional.max_unpool" + rank + "d", expected.view(x.shape()), values, indices, 2L);
    }
  }

  private void pieces() {
    Tensor block = sample(4, 4, 2);
    List.of("vsplit", "hsplit", "dsplit")
        .forEach(name -> {
          long dim = List.of("vsplit", "hsplit", "dsplit").indexOf(name);
          say(name, call("tensor_split", block, 2L, dim), block, 2L);
        });
    Tensor index = Torch.tensor(new long[] {2, 0});
    Tensor rows = sample(2, 4, 2);
    Tensor seven = Torch.tensor(7.0);
    inBothForms(
        "index_copy", call("index_put", block, List.of(index), rows), block, 0L, index, rows);
    inBothForms(
        "index_fill", call("index_put", block, List.of(index), seven), block, 0L, index, 7.0);
    Tensor leaf = sample(2);
    pairs.put(
        "requires_grad_",
        new Pair(() -> leaf, () -> call("requires_grad_", leaf.detach()), List.of()));
  }

  private void inBothForms(String name, Object expected, Tensor x, Object... more) {
    Object[] args = new Object[more.length + 1];
    System.arraycopy(more, 0, args, 1, more.length);
    args[0] = x;
    say(name, expected, args);
    Pair plain = pairs.get(name);
    Supplier<Object> inPlace =
        () -> {
          Object[] changed = args.clone();
          changed[0] = x.cloned();
          return call(name + "_", changed);
        };
    pairs.put(name + "_", new Pair(plain.expected(), inPlace, plain.inputs()));
  }

  private void bits() {
    Tensor x = Torch.tensor(new int[] {0, 1, 5, -3});
    Tensor y = Torch.tensor(new int[] {0, 3, 6, 9});
    Object all = call("bitwise_or", x, y);
    Object both = call("bitwise_and", x, y);
    Object one = call("bitwise_and", all, call("bitwise_not", both));
    say("bitwise_xor", one, x, y);
    say("bitwise_xor_", one, x.cloned(), y);
  }

  private void sameSeed() {
    Tensor x = Tensor.ones(2, 3);
    seeded("rand_like", () -> Tensor.rand(2, 3), x);
    seeded("randn_like", () -> Tensor.randn(2, 3), x);
    Tensor whole = Tensor.ones(2, 3).to(DType.INT64);
    seeded("randint_like", () -> Tensor.randint(3, 9, 2, 3), whole, 3L, 9L);
  }

  private void seeded(String name, Supplier<Object> expected, Object... args) {
    pairs.put(name, new Pair(afterSeed(expected), afterSeed(() -> call(name, args)), List.of()));
  }

  private static Supplier<Object> afterSeed(Supplier<Object> call) {
    return () -> {
      Torch.manualSeed(7);
      return call.get();
    };
  }

  private void fixedWeights() {
    say("nn.init.zeros_", Tensor.zeros(2, 3), Tensor.ones(2, 3));
    say("nn.init.ones_", Tensor.ones(2, 3), Tensor.zeros(2, 3));
    say("nn.init.constant_", Tensor.ones(2, 3).mul(4), Tensor.ones(2, 3), 4.0);
    Tensor eye = Torch.tensor(new float[][] {{1, 0, 0}, {0, 1, 0}});
    say("nn.init.eye_", eye, Tensor.ones(2, 3));
    say("nn.init.dirac_", eye.reshape(2, 3, 1), Tensor.ones(2, 3, 1));
  }
}
