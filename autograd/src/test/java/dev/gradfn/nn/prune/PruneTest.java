package dev.gradfn.nn.prune;

import static dev.gradfn.GoldenValues.assertValues;
import static dev.gradfn.GoldenValues.fill;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.Generator;
import dev.gradfn.autograd.Parameter;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.Dims;
import dev.gradfn.nn.Conv2d;
import dev.gradfn.nn.ConvNd;
import dev.gradfn.nn.Linear;
import dev.gradfn.nn.Module;
import dev.gradfn.nn.ReLU;
import dev.gradfn.nn.Sequential;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/// Ports of programs in `golden/modules/structure.json` and `golden/errors`.
class PruneTest {
  private static Tensor tensor(Module module, String name) {
    return (Tensor) module.attribute(name);
  }

  private static Conv2d conv() {
    return fill(new Conv2d(2, 4, ConvNd.Options.kernel(Dims.of(2, 2))), 0);
  }

  private static void assertFails(TorchException.Kind kind, String message, Executable run) {
    TorchException e = assertThrows(TorchException.class, run);
    assertEquals(kind, e.kind());
    assertEquals(message, e.getMessage());
  }

  /// One number per channel of `dim`, which all elements of the mask must share.
  private static String channels(Tensor mask, int dim) {
    StringBuilder out = new StringBuilder();
    for (long i = 0; i < mask.shape().get(dim); i++) {
      Tensor channel = mask.select(dim, i);
      double sum = channel.sum().item();
      assertTrue(sum == 0 || sum == channel.numel());
      out.append(sum == 0 ? 0 : 1);
    }
    return out.toString();
  }

  @Test
  void the_smallest_elements_are_masked_and_names_change() {
    Linear linear = fill(new Linear(3, 4), 0);
    String text = linear.toString();
    assertSame(linear, Prune.l1Unstructured(linear, "weight", 0.5));
    assertEquals(List.of("bias", "weight_orig"), List.copyOf(linear.namedParameters().keySet()));
    assertEquals(
        List.of("bias", "weight_orig", "weight_mask"), List.copyOf(linear.stateDict().keySet()));
    assertValues(tensor(linear, "weight_mask"), 0, 0, 1, 0, 1, 1, 0, 1, 0, 1, 1, 0);
    assertFalse(tensor(linear, "weight") instanceof Parameter);
    assertEquals("MulBackward0", tensor(linear, "weight").gradFn().typeName());
    assertEquals(text, linear.toString());
    assertTrue(Prune.isPruned(new Sequential(List.of(linear))));
  }

  @Test
  void each_call_computes_the_parameter_anew() {
    Linear linear = fill(new Linear(3, 2), 0);
    linear.toDouble();
    fill(linear, 0);
    Prune.l1Unstructured(linear, "weight", 0.5);
    Tensor y = linear.call(Tensor.of(new double[] {1, 2, -1}, 1, 3));
    assertValues(y, -1.322265625, 3.08203125);
    y.sum().backward();
    assertValues(tensor(linear, "weight_orig").grad(), 0, 0, -1, 0, 2, -1);
    Autograd.noGrad(() -> tensor(linear, "weight_orig").fill_(2.0));
    assertValues(tensor(linear, "weight"), 0, 0, 1.521484375, 0, 1.09375, -1.853515625);
    linear.call(Tensor.of(new double[] {1, 1, 1}, 1, 3));
    assertValues(tensor(linear, "weight"), 0, 0, 2, 0, 2, 2);
  }

  @Test
  void channels_go_by_their_norm() {
    assertEquals(
        "1010",
        channels(tensor(Prune.lnStructured(conv(), "weight", 0.5, 2, 0), "weight_mask"), 0));
    assertEquals(
        "01", channels(tensor(Prune.lnStructured(conv(), "weight", 1, 2, -1), "weight_mask"), 3));
  }

  @Test
  void scores_may_be_given() {
    double[] rising = new double[32];
    for (int i = 0; i < 32; i++) rising[i] = i;
    Conv2d pruned = Prune.l1Unstructured(conv(), "weight", 0.25, Tensor.of(rising, 4, 2, 2, 2));
    assertEquals("0111", channels(tensor(pruned, "weight_mask"), 0));
  }

  @Test
  void a_second_pruning_chooses_among_what_is_left() {
    Linear linear = fill(new Linear(4, 3), 0);
    Prune.l1Unstructured(linear, "weight", 0.25);
    assertValues(tensor(linear, "weight_mask"), 0, 1, 1, 0, 1, 1, 1, 1, 0, 1, 1, 1);
    Prune.l1Unstructured(linear, "weight", 0.5);
    assertValues(tensor(linear, "weight_mask"), 0, 0, 1, 0, 1, 1, 0, 1, 0, 0, 1, 0);
    assertEquals(1, linear.forwardPreHooks().size());
    Linear other = fill(new Linear(4, 3), 0);
    Prune.l1Unstructured(other, "weight", 2);
    Prune.lnStructured(other, "weight", 1, 2, 0);
    assertValues(tensor(other, "weight_mask"), 0, 0, 0, 0, 1, 1, 1, 1, 0, 1, 1, 1);
  }

  @Test
  void removing_leaves_a_parameter_with_zeros() {
    Linear linear = fill(new Linear(3, 4), 0);
    Tensor before = linear.weight().get();
    Prune.l1Unstructured(linear, "weight", 0.5);
    Prune.remove(linear, "weight");
    assertEquals(List.of("bias", "weight"), List.copyOf(linear.namedParameters().keySet()));
    assertEquals(0, linear.namedBuffers().size());
    assertSame(before, assertInstanceOf(Parameter.class, linear.weight().get()));
    assertValues(before.select(0, 0), 0, 0, 1.521484375);
    assertFalse(Prune.isPruned(linear));
    assertFails(
        TorchException.Kind.VALUE,
        "Parameter 'weight' of module Linear(in_features=3, out_features=4, bias=True) has to be"
            + " pruned before pruning can be removed",
        () -> Prune.remove(linear, "weight"));
  }

  @Test
  void several_parameters_are_pruned_as_one() {
    Linear first = new Linear(3, 4);
    Linear second = new Linear(4, 2);
    fill(new Sequential(List.of(first, new ReLU(), second)), 0);
    Prune.globalUnstructured(
        List.of(new Prune.Place(first, "weight"), new Prune.Place(second, "weight")),
        new PruningMethod.L1Unstructured(0.4),
        Map.of());
    assertValues(tensor(first, "weight_mask"), 0, 1, 1, 0, 1, 1, 0, 1, 0, 1, 1, 0);
    assertValues(tensor(second, "weight_mask"), 0, 1, 1, 0, 1, 0, 1, 1);
  }

  @Test
  void random_choice_prunes_as_many_as_asked_for() {
    Generator.global().manualSeed(0);
    Linear linear = new Linear(4, 4);
    assertEquals(
        11, tensor(Prune.randomUnstructured(linear, "weight", 5), "weight_mask").sum().item());
    Conv2d conv = Prune.randomStructured(conv(), "weight", 0.5, 0);
    assertEquals(2, channels(tensor(conv, "weight_mask"), 0).replace("0", "").length());
  }

  @Test
  void a_mask_may_be_given_or_prune_nothing() {
    Linear linear = fill(new Linear(2, 1), 0);
    Prune.customFromMask(linear, "weight", Tensor.of(new float[] {0, 1}, 1, 2));
    assertValues(tensor(linear, "weight"), 0, -0.76171875);
    Prune.identity(linear, "bias");
    assertValues(tensor(linear, "bias_mask"), 1);
  }

  @Test
  void what_cannot_be_pruned_is_refused_and_left_as_it_is() {
    Linear linear = new Linear(2, 2);
    assertFails(
        TorchException.Kind.VALUE,
        "amount=1.5 should either be a float in the range [0, 1] or a non-negative integer",
        () -> Prune.l1Unstructured(linear, "weight", 1.5));
    assertFails(
        TorchException.Kind.VALUE,
        "amount=5 should be smaller than the number of parameters to prune=4",
        () -> Prune.l1Unstructured(linear, "weight", 5));
    assertFails(
        TorchException.Kind.INDEX,
        "Invalid index 3 for tensor of size torch.Size([2, 2])",
        () -> Prune.lnStructured(linear, "weight", 1, 2, 3));
    assertFails(
        TorchException.Kind.VALUE,
        "Structured pruning can only be applied to multidimensional tensors. Found tensor of shape"
            + " torch.Size([2]) with 1 dims",
        () -> Prune.lnStructured(linear, "bias", 1, 2, 0));
    assertFails(
        TorchException.Kind.ATTRIBUTE,
        "'Linear' object has no attribute 'nope'",
        () -> Prune.l1Unstructured(linear, "nope", 1));
    assertEquals(List.of("weight", "bias"), List.copyOf(linear.stateDict().keySet()));
    assertFalse(Prune.isPruned(linear));
  }
}
