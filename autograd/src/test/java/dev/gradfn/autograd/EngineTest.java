package dev.gradfn.autograd;

import static dev.gradfn.autograd.Tensors.assertRaises;
import static dev.gradfn.autograd.Tensors.assertValues;
import static dev.gradfn.autograd.Tensors.leaf;
import static dev.gradfn.autograd.Tensors.ones;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.NdArray;
import dev.gradfn.op.Unary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class EngineTest {
  private static final String SECOND_TIME =
      "Trying to backward through the graph a second time (or directly access saved tensors after"
          + " they have already been freed). Saved intermediate values of the graph are freed when"
          + " you call .backward() or autograd.grad(). Specify retain_graph=True if you need to"
          + " backward through the graph a second time or if you need to access saved tensors after"
          + " calling backward.";
  private static final Autograd.Options DEFAULT = Autograd.Options.DEFAULT;
  private static final Autograd.Options RETAIN = DEFAULT.withRetainGraph(true);
  private static final Autograd.Options CREATE = DEFAULT.withCreateGraph(true);

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

  // ---- sums and shapes -----------------------------------------------------------------------

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

  // ---- graphs that run more than once --------------------------------------------------------

  @Test
  void a_second_backward_fails_where_a_tensor_was_saved() {
    Tensor x = leaf(1, 2);
    Tensor y = x.mul(2).sum();
    y.backward();
    assertRaises(SECOND_TIME, y::backward);
    assertValues(x.grad(), 2, 2);
  }

  @Test
  void a_second_backward_runs_where_nothing_was_saved() {
    Tensor x = leaf(1, 2);
    Tensor y = x.add(1).sum();
    y.backward();
    y.backward();
    assertValues(x.grad(), 2, 2);
  }

  @Test
  void what_ran_before_a_failure_stays() {
    Tensor x = leaf(1, 2);
    Tensor w = leaf(3, 4);
    Tensor y = x.mul(x).add(w).sum();
    y.backward();
    assertRaises(SECOND_TIME, y::backward);
    assertValues(x.grad(), 2, 4);
    assertValues(w.grad(), 2, 2);
  }

  @Test
  void saved_tensors_cannot_be_read_after_backward() {
    Tensor x = leaf(1, 2);
    Tensor y = x.exp();
    assertValues((Tensor) y.gradFn().saved().get("result"), Math.E, Math.exp(2));
    y.sum().backward();
    assertRaises(SECOND_TIME, () -> y.gradFn().saved());
  }

  @Test
  void a_retained_graph_runs_again_with_the_same_result() {
    Tensor x = leaf(1, 2);
    Tensor y = x.exp().mul(x).sum();
    backward(y, RETAIN);
    double[] once = x.grad().toDoubleArray();
    backward(y, RETAIN);
    y.backward();
    assertValues(x.grad(), 3 * once[0], 3 * once[1]);
    assertRaises(SECOND_TIME, y::backward);
  }

  @Test
  void gradients_accumulate_into_the_same_tensor() {
    Tensor x = leaf(1, 2);
    x.mul(2).sum().backward();
    Tensor first = x.grad();
    x.mul(3).sum().backward();
    assertSame(first, x.grad());
    assertValues(x.grad(), 5, 5);
    assertEquals(1, first.version());
  }

  @Test
  void with_create_graph_the_sum_is_a_new_tensor() {
    Tensor x = leaf(1, 2);
    backward(x.pow(2).sum(), CREATE);
    Tensor first = x.grad();
    backward(x.pow(2).sum(), CREATE);
    assertNotSame(first, x.grad());
    assertEquals("AddBackward0", x.grad().gradFn().typeName());
    assertValues(first, 2, 4);
    assertValues(x.grad(), 4, 8);
  }

  @Test
  void a_gradient_of_a_gradient_is_computed() {
    Tensor x = leaf(2);
    Tensor first = Autograd.grad(List.of(x.pow(3).sum()), List.of(x), null, CREATE).get(0);
    Tensor second = Autograd.grad(List.of(first.sum()), List.of(x), null, CREATE).get(0);
    Tensor third = Autograd.grad(List.of(second.sum()), List.of(x), null, DEFAULT).get(0);
    assertValues(first, 12);
    assertValues(second, 12);
    assertValues(third, 6);
    assertFalse(third.requiresGrad());
  }

  // ---- order ---------------------------------------------------------------------------------

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

  // ---- size ----------------------------------------------------------------------------------

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

  // ---- whose memory --------------------------------------------------------------------------

  @Test
  void two_leaves_never_share_one_gradient() {
    Tensor x = leaf(1, 2);
    Tensor y = leaf(3, 4);
    x.add(y).mul(2).sum().backward();
    assertNotSame(x.grad().storage(), y.grad().storage());
    x.grad().mul_(0);
    assertValues(y.grad(), 2, 2);
  }

  @Test
  void a_gradient_passed_in_is_neither_changed_nor_kept() {
    Tensor x = leaf(1, 2);
    Tensor g = Tensor.of(1, 10);
    Tensor y = x.view(2);
    y.add(y).backward(g, DEFAULT);
    y.backward(g, DEFAULT);
    assertValues(g, 1, 10);
    assertValues(x.grad(), 3, 30);
    x.grad().mul_(0);
    assertValues(g, 1, 10);
  }

  @Test
  void an_expanded_gradient_becomes_dense() {
    Tensor x = ones(2, 3);
    x.sum().backward();
    assertEquals(Dims.of(3, 1), x.grad().strides());
    x.grad().slice(0, 0, 1).mul_(5);
    assertValues(x.grad(), 5, 5, 5, 1, 1, 1);
  }

  @Test
  void a_gradient_has_the_strides_of_its_leaf() {
    Geometry columns = Geometry.of(Dims.of(2, 3), Dims.of(1, 2));
    Tensor x = Tensor.of(NdArray.allocate(DType.FLOAT32, columns, Device.CPU)).requiresGrad_();
    x.mul(Tensor.ones(2, 3)).sum().backward();
    assertEquals(Dims.of(1, 2), x.grad().strides());
  }

  @Test
  void leaves_of_other_type_after_a_conversion_get_gradients_of_it() {
    Tensor x = leaf(1, 2);
    x.mul(2).sum().backward();
    x.setData(x.detach().to(DType.FLOAT64));
    x.setGrad(null);
    x.mul(2).sum().backward();
    assertEquals(DType.FLOAT64, x.grad().dtype());
    x.setGrad(null);
    x.setData(Tensor.of(1, 2, 3));
    x.mul(2).sum().backward();
    assertEquals(Dims.of(3), x.grad().shape());
  }

  // ---- no graph ------------------------------------------------------------------------------

  @Test
  void nothing_is_recorded_under_no_grad() {
    Tensor x = ones(2);
    Tensor inside = Autograd.noGrad(() -> x.mul(2));
    assertNull(inside.gradFn());
    assertFalse(inside.requiresGrad());
    assertTrue(x.mul(2).requiresGrad());
  }

  @Test
  void grad_modes_nest_and_end_in_the_one_before() {
    assertTrue(Autograd.isGradEnabled());
    try (var _ = Autograd.noGrad()) {
      assertFalse(Autograd.isGradEnabled());
      try (var _ = Autograd.enableGrad()) {
        assertTrue(Autograd.isGradEnabled());
      }
      assertFalse(Autograd.isGradEnabled());
    }
    assertTrue(Autograd.isGradEnabled());
  }

  @Test
  void grad_mode_belongs_to_a_thread() throws InterruptedException {
    boolean[] enabledElsewhere = new boolean[1];
    try (var _ = Autograd.noGrad()) {
      Thread other = new Thread(() -> enabledElsewhere[0] = Autograd.isGradEnabled());
      other.start();
      other.join();
    }
    assertTrue(enabledElsewhere[0]);
  }

  @Test
  void nothing_is_recorded_where_no_input_requires_grad() {
    Tensor y = Tensor.ones(2).mul(2);
    assertNull(y.gradFn());
    assertTrue(y.isLeaf());
  }

  @Test
  void integers_have_no_history() {
    Tensor whole = ones(2).mul(3).to(DType.INT64);
    assertFalse(whole.requiresGrad());
    assertNull(whole.gradFn());
  }

  // ---- errors --------------------------------------------------------------------------------

  @Test
  void an_output_without_grad_is_refused_by_its_index() {
    Tensor x = ones(1);
    assertRaises(
        "element 1 of tensors does not require grad and does not have a grad_fn",
        () -> Autograd.backward(List.of(x.mul(2), Tensor.ones(1)), null, DEFAULT));
    assertRaises(
        "element 0 of tensors does not require grad and does not have a grad_fn",
        () -> Autograd.grad(List.of(Tensor.ones(2).sum()), List.of(x), null, DEFAULT));
  }

  @Test
  void a_view_made_under_no_grad_leads_nowhere() {
    Tensor x = ones(1);
    Tensor view = Autograd.noGrad(() -> x.view(1));
    assertTrue(view.requiresGrad());
    assertRaises(
        "element 0 of tensors does not require grad and does not have a grad_fn", view::backward);
  }

  @Test
  void backward_of_several_elements_needs_a_gradient() {
    assertRaises(
        "grad can be implicitly created only for scalar outputs", () -> ones(2).mul(2).backward());
  }

  @Test
  void a_gradient_passed_in_has_the_shape_of_its_output() {
    assertRaises(
        "Mismatch in shape: grad_output[0] has a shape of torch.Size([3, 2]) and output[0] has a"
            + " shape of torch.Size([2, 3]).",
        () -> ones(2, 3).mul(2).backward(Tensor.ones(3, 2), DEFAULT));
    assertRaises(
        "Mismatch in shape: grad_output[0] has a shape of torch.Size([2]) and output[0] has a"
            + " shape of torch.Size([]).",
        () -> ones(2, 3).mul(2).sum().backward(Tensor.ones(2), DEFAULT));
  }

  @Test
  void there_is_a_gradient_for_every_output() {
    Tensor x = ones(2);
    assertRaises(
        "got 2 tensors and 1 gradients",
        () -> Autograd.backward(List.of(x.mul(2), x.mul(3)), List.of(Tensor.ones(2)), DEFAULT));
  }

  @Test
  void extra_gradients_are_ignored() {
    Tensor x = ones(2);
    List<Tensor> two = List.of(Tensor.ones(2), Tensor.ones(2));
    assertValues(Autograd.grad(List.of(x.mul(2)), List.of(x), two, DEFAULT).get(0), 2, 2);
  }

  @Test
  void an_unused_input_is_named_by_its_index() {
    Tensor x = ones(2);
    Tensor unused = ones(2);
    Tensor unusedResult = x.mul(3);
    String message =
        "The differentiated Tensor at index %d appears to not have been used in the graph. Set"
            + " allow_unused=True if this is the desired behavior.";
    assertRaises(
        message.formatted(1),
        () -> Autograd.grad(List.of(x.mul(2).sum()), List.of(x, unused), null, DEFAULT));
    assertRaises(
        message.formatted(0),
        () -> Autograd.grad(List.of(x.mul(2).sum()), List.of(unusedResult), null, DEFAULT));
  }

  @Test
  void an_unused_input_may_be_allowed() {
    Tensor x = ones(2);
    List<Tensor> gradients =
        Autograd.grad(
            List.of(x.mul(2).sum()), List.of(ones(2), x), null, DEFAULT.withAllowUnused(true));
    assertNull(gradients.get(0));
    assertValues(gradients.get(1), 2, 2);
  }

  @Test
  void grad_needs_inputs_that_require_grad() {
    Tensor x = ones(2);
    Tensor y = x.mul(2).sum();
    assertRaises(
        "One of the differentiated Tensors does not require grad",
        () -> Autograd.grad(List.of(y), List.of(Tensor.ones(2)), null, DEFAULT));
    assertRaises(
        "`inputs` argument to `grad()` cannot be empty.",
        () -> Autograd.grad(List.of(y), List.of(), null, DEFAULT));
  }

  @Test
  void a_gradient_without_graph_cannot_be_differentiated() {
    Tensor x = ones(2);
    Tensor g = Autograd.grad(List.of(x.pow(2).sum()), List.of(x), null, DEFAULT).get(0);
    assertRaises(
        "element 0 of tensors does not require grad and does not have a grad_fn",
        () -> Autograd.grad(List.of(g.sum()), List.of(x), null, DEFAULT));
  }

  @Test
  void only_leaves_of_floating_point_can_be_told_to_require_grad() {
    assertRaises(
        "only Tensors of floating point dtype can require gradients",
        () -> Tensor.zeros(DType.INT64, Device.CPU, Dims.of(2)).requiresGrad_());
    assertRaises(
        "you can only change requires_grad flags of leaf variables. If you want to use a computed"
            + " variable in a subgraph that doesn't require differentiation use var_no_grad ="
            + " var.detach().",
        () -> ones(2).mul(2).requiresGrad_(false));
  }

  @Test
  void a_grad_that_is_set_fits_its_tensor() {
    Tensor x = ones(2);
    assertRaises(
        "attempting to assign a gradient of size '[3]' to a tensor of size '[2]'. Please ensure"
            + " that the gradient and the tensor are the same size",
        () -> x.setGrad(Tensor.ones(3)));
    assertRaises("can't assign Variable as its own grad", () -> x.setGrad(x));
  }

  // ---- saved tensors changed in place --------------------------------------------------------

  private static final String CHANGED =
      "one of the variables needed for gradient computation has been modified by an inplace"
          + " operation: [%s is at version %d; expected version %d instead. Hint: enable anomaly"
          + " detection to find the operation that failed to compute its gradient, with"
          + " torch.autograd.set_detect_anomaly(True, check_nan=False).";

  @Test
  void a_saved_result_must_not_change() {
    Tensor y = ones(2, 3).sigmoid();
    y.add_(1);
    assertRaises(
        CHANGED.formatted("torch.FloatTensor [2, 3]], which is output 0 of Sigmoid,", 1, 0),
        () -> y.sum().backward());
  }

  @Test
  void a_saved_input_must_not_change_through_a_view() {
    Tensor a = ones(2).mul(1);
    Tensor b = a.mul(a);
    a.select(0, 0).copy_(Tensor.of(new float[] {5}, new long[0]));
    assertRaises(
        CHANGED.formatted(
            "torch.FloatTensor [2]], which is output 0 of torch::autograd::CopySlices,", 1, 0),
        () -> b.sum().backward());
  }

  @Test
  void a_saved_leaf_must_not_change_under_no_grad() {
    Tensor w = ones(2);
    Tensor y = ones(2).mul(w);
    Autograd.noGrad(() -> w.add_(1));
    assertRaises(CHANGED.formatted("torch.FloatTensor [2]]", 1, 0), () -> y.sum().backward());
  }

  @Test
  void a_saved_double_is_named_by_its_type() {
    Tensor a = leaf(new long[] {2, 2}, 1, 1, 1, 1).mul(1);
    Tensor b = a.mul(a);
    a.neg();
    Operations.applyInPlace(Unary.NEG, a);
    assertRaises(
        CHANGED.formatted("torch.DoubleTensor [2, 2]], which is output 0 of Neg,", 1, 0),
        () -> b.sum().backward());
  }

  @Test
  void a_tensor_multiplied_by_itself_in_place_cannot_be_differentiated() {
    Tensor y = ones(3).mul(1);
    y.mul_(y);
    assertRaises(
        CHANGED.formatted("torch.FloatTensor [3]], which is output 0 of Mul,", 1, 0),
        () -> y.sum().backward());
  }

  @Test
  void a_saved_result_of_an_operation_in_place_counts_from_its_own_version() {
    Tensor y = ones(5).mul(2);
    dev.gradfn.nn.F.relu(y, true);
    y.mul_(3);
    y.add_(3);
    assertRaises(
        CHANGED.formatted("torch.FloatTensor [5]], which is output 0 of Relu,", 3, 1),
        () -> y.sum().backward());
  }

  @Test
  void a_change_of_what_nobody_saved_is_allowed() {
    Tensor x = ones(3);
    Tensor a = x.mul(1);
    Tensor b = a.add(a);
    a.add_(1);
    b.sum().backward();
    assertValues(x.grad(), 2, 2, 2);
  }

  @Test
  void a_change_through_data_is_not_noticed() {
    Tensor x = leaf(1, 2);
    Tensor a = x.mul(1);
    Tensor b = a.mul(a);
    a.data().mul_(10);
    b.sum().backward();
    assertValues(x.grad(), 20, 40);
  }
}
