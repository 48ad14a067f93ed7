package dev.gradfn.parity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.signature.Operation;
import dev.gradfn.signature.OperationTable;
import dev.gradfn.torch.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Every public operation is judged: by golden cases of its own, or by an operation that has some
/// and must give the same values and gradients. (Each row behind them has its gradient check in
/// `GradCheckTest`.)
class EveryOperationTest {
  private static final double CLOSE = 1e-12;

  private final RecordedNames recorded;

  EveryOperationTest() throws IOException {
    recorded = RecordedNames.read();
  }

  @Test
  void every_operation_has_a_judge() {
    Set<String> without = new TreeSet<>(OperationTable.names());
    without.removeIf(recorded::holds);
    without.removeAll(Equivalents.all().keySet());
    without.removeAll(otherForms().keySet());
    Set<Operation.Body> judged =
        OperationTable.names().stream()
            .filter(name -> !without.contains(name))
            .map(name -> OperationTable.find(name).body())
            .collect(Collectors.toSet());
    // PyTorch's second names: `absolute` does what `abs` does.
    without.removeIf(name -> judged.contains(OperationTable.find(name).body()));
    assertEquals(Set.of(), without);
  }

  @TestFactory
  Stream<DynamicTest> equivalents_agree() {
    return Equivalents.all().entrySet().stream()
        .map(entry -> dynamicTest(entry.getKey(), () -> compare(entry.getValue())));
  }

  /// An equivalent of what PyTorch was asked for would only hide a missing row.
  @Test
  void equivalents_stand_for_what_is_not_recorded() {
    Set<String> both = new TreeSet<>(Equivalents.all().keySet());
    both.removeIf(name -> !recorded.holds(name));
    assertEquals(Set.of(), both);
  }

  private static void compare(Equivalents.Pair pair) {
    compare(pair.expected().get(), pair.actual().get(), pair.inputs());
  }

  private static void compare(Object expected, Object actual, List<Tensor> inputs) {
    List<Tensor> left = tensors(expected);
    List<Tensor> right = tensors(actual);
    assertEquals(left.size(), right.size());
    for (int i = 0; i < left.size(); i++) {
      assertEquals(left.get(i).dtype(), right.get(i).dtype());
      assertEquals(left.get(i).shape(), right.get(i).shape());
      assertArrayEquals(left.get(i).toDoubleArray(), right.get(i).toDoubleArray(), CLOSE);
      assertEquals(left.get(i).requiresGrad(), right.get(i).requiresGrad());
      if (inputs.isEmpty() || !left.get(i).requiresGrad()) continue;
      compareGradients(left.get(i), right.get(i), inputs);
    }
  }

  private static List<Tensor> tensors(Object result) {
    List<?> all = result instanceof List<?> list ? list : List.of(result);
    return all.stream().map(Tensor.class::cast).toList();
  }

  private static void compareGradients(Tensor left, Tensor right, List<Tensor> inputs) {
    List<Tensor> expected = gradients(left, inputs);
    List<Tensor> actual = gradients(right, inputs);
    for (int i = 0; i < inputs.size(); i++) {
      assertEquals(expected.get(i) == null, actual.get(i) == null);
      if (expected.get(i) == null) continue;
      assertArrayEquals(expected.get(i).toDoubleArray(), actual.get(i).toDoubleArray(), CLOSE);
    }
  }

  /// Of a sum with unequal weights.
  private static List<Tensor> gradients(Tensor output, List<Tensor> inputs) {
    double[] weights = new double[Math.toIntExact(output.numel())];
    for (int i = 0; i < weights.length; i++) weights[i] = 1 + 0.1 * i;
    Tensor weight =
        Tensor.of(weights, output.numel()).to(output.dtype()).reshape(output.shape().toArray());
    Autograd.Options options = Autograd.Options.DEFAULT.withRetainGraph(true).withAllowUnused(true);
    return Autograd.grad(List.of(output), inputs, List.of(weight), options);
  }

  // ---- other forms of one operation ----------------------------------------------------------

  /// What no case calls, but of which another form has cases; with the name of that form.
  private Map<String, String> otherForms() {
    Map<String, String> forms = new TreeMap<>();
    for (String name : OperationTable.names()) {
      if (recorded.holds(name)) continue;
      String plain = name.replaceFirst("(?<!_)_$", "");
      for (String other : List.of(plain, "nn.functional." + plain)) {
        if (recorded.calls().contains(other)) forms.putIfAbsent(name, other);
      }
    }
    return forms;
  }

  @TestFactory
  Stream<DynamicTest> other_forms_do_the_same() {
    return otherForms().entrySet().stream()
        .map(form ->
            dynamicTest(
                form.getKey(), () -> compareOnGoldenInputs(form.getKey(), form.getValue())));
  }

  private static void compareOnGoldenInputs(String name, String plain) throws IOException {
    int compared = 0;
    Path folder = SharedFiles.ownGolden().resolve("ops");
    try (Stream<Path> files = Files.list(folder)) {
      for (Path path : files.filter(f -> f.toString().endsWith(".json")).toList()) {
        GoldenFile file = GoldenFile.unread(folder.getParent(), path).read();
        for (JsonNode golden : file.json().path("cases")) {
          if (!OperationJudge.name(golden).equals(plain) || golden.has("view")) continue;
          Path tensors = path.resolveSibling(file.name() + ".safetensors");
          if (isSame(name, plain, golden, tensors)) compared++;
        }
      }
    }
    assertTrue(compared > 0, "no case of " + plain + " fits");
  }

  /// @return false for a case that this form does not take
  private static boolean isSame(String name, String plain, JsonNode golden, Path file)
      throws IOException {
    if (!golden.path("kwargs").isEmpty()) return false;
    List<Tensor> inputs = new ArrayList<>();
    try (Safetensors tensors = Safetensors.open(file)) {
      for (JsonNode in : golden.path("inputs")) inputs.add(new GoldenTensors(tensors).input(in));
    }
    GoldenArguments decoder = new GoldenArguments(inputs);
    List<Object> args = new ArrayList<>();
    for (JsonNode arg : golden.path("args")) args.add(decoder.decode(arg));
    Object expected = result(plain, args);
    Object actual = result(name, args);
    if (actual == null || !isOfTypeOf(expected, actual)) return false;
    List<Tensor> leaves = inputs.stream().filter(Tensor::requiresGrad).toList();
    compare(expected, actual, golden.path("grads").isArray() ? leaves : List.of());
    return true;
  }

  /// In place, a result is converted to the type of what it is left in.
  private static boolean isOfTypeOf(Object expected, Object actual) {
    return !(actual instanceof Tensor a) || ((Tensor) expected).dtype() == a.dtype();
  }

  /// An operation in place works on a copy; null where there is nothing to copy, or the result does
  /// not fit into it.
  private static Object result(String name, List<Object> args) {
    if (!name.endsWith("_") || name.endsWith("__")) return Equivalents.call(name, args.toArray());
    if (!(args.getFirst() instanceof Tensor self)) return null;
    List<Object> copied = new ArrayList<>(args);
    Tensor copy = self.cloned();
    copied.set(0, copy);
    try {
      assertSame(copy, Equivalents.call(name, copied.toArray()));
    } catch (TorchException e) {
      if (e.getMessage().matches("(output with shape|result type|Bad in-place call:) .*"))
        return null;
      throw e;
    }
    return copy;
  }
}
