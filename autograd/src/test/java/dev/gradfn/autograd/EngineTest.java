package dev.gradfn.autograd;

import static dev.gradfn.autograd.Tensors.assertRaises;
import static dev.gradfn.autograd.Tensors.assertValues;
import static dev.gradfn.autograd.Tensors.leaf;
import static dev.gradfn.autograd.Tensors.ones;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.core.Dims;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What backward computes, in which order, and how large a graph may be.
class EngineTest {
  private static final String SECOND_TIME =
      "Trying to backward through the graph a second time (or directly access saved tensors after"
          + " they have already been freed). Saved intermediate values of the graph are freed when"
          + " you call .backward() or autograd.grad(). Specify retain_graph=True if you need to"
          + " backward through the graph a second time or if you need to access saved tensors after"
          + " calling backward.";
  private static final Autograd.Options DEFAULT = Autograd.Options.DEFAULT;

  /// The identity, which notes when backward runs it and what it gets.
  private static final class Probe extends Function {
    private final String name;
    private final List<String> log;
    private final List<double[]> received = new ArrayList<>();
    private Tensor answer;

    private Probe(String name, List<String> log) {
      this.name = name;
      this.log = log;
    }

    @Override
    protected String typeName() {
      return name;
    }

    @Override
    protected Tensor[] forward(Context ctx, Tensor... inputs) {
      return new Tensor[] {inputs[0].cloned()};
    }

    @Override
    protected Tensor[] backward(Context ctx, Tensor... gradients) {
      log.add(name);
      received.add(gradients[0].toDoubleArray());
      return new Tensor[] {answer == null ? gradients[0] : answer};
    }
  }

  private final List<String> log = new ArrayList<>();

  private Tensor probed(String name, Tensor input) {
    return new Probe(name, log).apply(input);
  }

  private static void backward(Tensor output, Autograd.Options options) {
    output.backward(null, options);
  }

  // ---- sums and shapes
  // ---------------------------------------------------------------------------

  @Test
  void gradients_of_a_tensor_used_twice_are_summed_before_its_producer_runs() {
    Tensor x = leaf(1, 2);
    Probe probe = new Probe("p", log);
    Tensor p = probe.apply(x);
    p.mul(2).add(p.mul(3)).add(p).sum().backward();
    assertEquals(1, probe.received.size());
    assertEquals("[6.0, 6.0]", Arrays.toString(probe.received.get(0)));
    assertValues(x.grad(), 6, 6);
  }

  @Test
  void broadcasting_is_undone_to_the_shape_of_each_operand() {
    Tensor row = ones(3);
    Tensor column = ones(2, 1);
    Tensor number = ones();
    row.mul(column).mul(number).sum().backward();
    assertValues(row.grad(), 2, 2, 2);
    assertEquals(Dims.of(2, 1), column.grad().shape());
    assertValues(column.grad(), 3, 3);
    assertEquals(Dims.of(), number.grad().shape());
    assertValues(number.grad(), 6);
  }

  @Test
  void a_gradient_of_the_wrong_shape_is_refused_by_the_node_name() {
    Tensor x = leaf(1, 2);
    Probe probe = new Probe("Probe", log);
    probe.answer = Tensor.ones(4, 3);
    assertRaises(
        "Function ProbeBackward returned an invalid gradient at index 0 - got [4, 3] but expected"
            + " shape compatible with [2]",
        () -> probe.apply(x).sum().backward());
  }

  @Test
  void type_promotion_is_undone() {
    Tensor x = leaf(1, 2);
    Tensor y = Tensor.ones(DType.FLOAT64, Device.CPU, Dims.of(2)).requiresGrad_();
    x.mul(y).sum().backward();
    assertEquals(DType.FLOAT32, x.grad().dtype());
    assertEquals(DType.FLOAT64, y.grad().dtype());
  }

  @Test
  void a_gradient_that_is_passed_in_is_cast_to_the_type_of_the_output() {
    Tensor x = leaf(1, 2);
    x.mul(2).backward(Tensor.ones(DType.FLOAT64, Device.CPU, Dims.of(2)), DEFAULT);
    assertEquals(DType.FLOAT32, x.grad().dtype());
    Tensor y = leaf(1, 2);
    y.backward(Tensor.ones(DType.INT64, Device.CPU, Dims.of(2)), DEFAULT);
    assertEquals(DType.FLOAT32, y.grad().dtype());
    assertValues(y.grad(), 1, 1);
  }

  // ---- order
  // -------------------------------------------------------------------------------------

  @Test
  void the_ready_node_with_the_highest_sequence_number_runs_first() {
    Tensor a = probed("a", ones(2));
    Tensor b = probed("b", ones(2));
    Tensor a2 = probed("a2", a);
    Tensor b2 = probed("b2", b);
    Tensor a3 = probed("a3", a2);
    b2.add(a3).sum().backward();
    assertEquals(List.of("a3", "b2", "a2", "b", "a"), log);
  }

  @Test
  void several_roots_run_in_order_of_creation_not_as_given() {
    Tensor x = ones(2);
    Tensor a = probed("a", x);
    Tensor b = probed("b", x);
    Tensor c = probed("c", a);
    Autograd.backward(List.of(b.sum(), c.sum()), null, DEFAULT);
    assertEquals(List.of("c", "b", "a"), log);
    assertValues(x.grad(), 2, 2);
  }

  @Test
  void a_root_behind_another_root_waits_for_it() {
    Tensor x = ones(2);
    Probe probe = new Probe("p", log);
    Tensor p = probe.apply(x);
    Tensor y = p.mul(3);
    Tensor weight = Tensor.of(10, 20);
    Autograd.backward(List.of(p, y, p), List.of(weight, weight, weight), DEFAULT);
    assertEquals(1, probe.received.size());
    assertValues(x.grad(), 50, 100);
  }

  @Test
  void leaves_are_served_before_nodes() {
    Tensor late = ones(2);
    Tensor x = ones(2);
    Tensor first = x.mul(x);
    Tensor y = first.add(late).sum();
    // The node of `first` fails, yet `late` has its gradient: it was served before.
    backward(y, DEFAULT);
    late.setGrad(null);
    assertRaises(SECOND_TIME, y::backward);
    assertValues(late.grad(), 1, 1);
  }

  @Test
  void grad_runs_only_what_leads_to_its_inputs() {
    Tensor x = ones(2);
    Tensor w = ones(2);
    Tensor a = probed("a", x);
    Tensor b = probed("b", w);
    Autograd.grad(List.of(a.mul(b).sum()), List.of(w), null, DEFAULT);
    assertEquals(List.of("b"), log);
    assertNull(x.grad());
    assertNull(w.grad());
  }

  @Test
  void grad_by_a_result_does_not_run_its_node() {
    Tensor x = leaf(1, 2);
    Tensor y = x.mul(x);
    Tensor gradient = Autograd.grad(List.of(y.mul(3).sum()), List.of(y), null, DEFAULT).get(0);
    assertValues(gradient, 3, 3);
    // The node of y was not run, so it still has what it saved.
    y.sum().backward();
    assertValues(x.grad(), 2, 4);
  }

  @Test
  void grad_gives_a_result_and_what_lies_behind_it() {
    Tensor x = leaf(1, 2);
    Tensor y = x.mul(x);
    List<Tensor> both = Autograd.grad(List.of(y.mul(3).sum()), List.of(y, x, y), null, DEFAULT);
    assertValues(both.get(0), 3, 3);
    assertValues(both.get(1), 6, 12);
    assertValues(both.get(2), 3, 3);
  }

  @Test
  void grad_of_a_tensor_by_itself_is_the_gradient_passed_in() {
    Tensor x = leaf(1, 2);
    Tensor y = x.mul(2);
    Tensor five = Tensor.of(5, 5);
    assertValues(Autograd.grad(List.of(y), List.of(y), List.of(five), DEFAULT).get(0), 5, 5);
    assertValues(Autograd.grad(List.of(x), List.of(x), List.of(five), DEFAULT).get(0), 5, 5);
  }

  @Test
  void a_gradient_may_be_left_out_for_a_scalar_among_several_outputs() {
    Tensor x = leaf(1, 2);
    List<Tensor> weights = Arrays.asList(null, Tensor.of(3, 4));
    Autograd.backward(List.of(x.mul(2).sum(), x.mul(1)), weights, DEFAULT);
    assertValues(x.grad(), 5, 6);
  }

  // ---- size
  // --------------------------------------------------------------------------------------

  @Test
  void a_chain_of_a_million_nodes_runs_on_the_default_stack() {
    Tensor x = ones(1);
    Tensor y = x;
    for (int i = 0; i < 1_000_000; i++) y = y.neg();
    y.backward();
    assertValues(x.grad(), 1);
  }

  @Test
  void grad_finds_its_way_through_a_deep_graph() {
    Tensor x = ones(1);
    Tensor y = x;
    for (int i = 0; i < 100_000; i++) y = y.neg();
    assertValues(Autograd.grad(List.of(y), List.of(x), null, DEFAULT).get(0), 1);
  }

  @Test
  void a_tensor_may_be_used_a_hundred_thousand_times() {
    Tensor x = ones(1);
    Tensor[] uses = new Tensor[100_000];
    for (int i = 0; i < uses.length; i++) uses[i] = i % 2 == 0 ? x : x.neg();
    Shapes.cat(List.of(uses), 0).slice(0, 1, uses.length).sum().backward();
    assertValues(x.grad(), -1);
  }
}
