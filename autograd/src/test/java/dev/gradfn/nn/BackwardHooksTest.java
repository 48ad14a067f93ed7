package dev.gradfn.nn;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gradfn.autograd.Edge;
import dev.gradfn.autograd.Handle;
import dev.gradfn.autograd.Node;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.autograd.Warnings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Backward hooks of modules, as `golden/hooks` and `golden/errors` record them.
class BackwardHooksTest {
  private static final String GATE = "BackwardHookFunctionBackward";

  private final List<String> log = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final Warnings.Handler warningsBefore =
      Warnings.setHandler((category, text) -> warnings.add(category.pythonName() + ": " + text));
  private final Tensor x = Tensor.of(1, 2).requiresGrad_();

  @AfterEach
  void reset() {
    GlobalHooks.clear();
    Warnings.setHandler(warningsBefore);
  }

  private static final class Calls extends Module {
    private final Function<List<Object>, Object> forward;

    Calls(Function<List<Object>, Object> forward) {
      this.forward = forward;
    }

    @Override
    protected Object forward(Args args) {
      return forward.apply(args.positional());
    }
  }

  private BackwardHook noting(String name) {
    return (m, gradInput, gradOutput) -> note(name);
  }

  private BackwardPreHook notingPre(String name) {
    return (m, gradOutput) -> note(name);
  }

  private <T> T note(String what) {
    log.add(what);
    return null;
  }

  private List<Tensor> noteValues(Module m, List<Tensor> gradInput, List<Tensor> gradOutput) {
    return note(values(gradInput) + " " + values(gradOutput));
  }

  private static String values(List<Tensor> gradients) {
    return gradients.stream()
        .map(g -> g == null ? "None" : Arrays.toString(g.toDoubleArray()))
        .collect(joining(", ", "[", "]"));
  }

  private static Tensor call(Module module, Object... args) {
    return (Tensor) module.callAll(Args.of(args));
  }

  /// A graph as nested calls.
  private static String graph(Node node) {
    if (node == null) return "-";
    if (node.nextFunctions().isEmpty()) return node.typeName();
    return node.nextFunctions().stream()
        .map(Edge::node)
        .map(BackwardHooksTest::graph)
        .collect(joining(", ", node.typeName() + "(", ")"));
  }

  private static void assertFails(String message, org.junit.jupiter.api.function.Executable run) {
    TorchException e = assertThrows(TorchException.class, run);
    assertEquals(TorchException.Kind.RUNTIME, e.kind());
    assertEquals(message, e.getMessage());
  }

  @Test
  void a_hook_puts_identity_nodes_around_the_module() {
    Linear linear = new Linear(2, 2);
    Tensor row = Tensor.ones(1, 2).requiresGrad_();
    assertEquals(
        "AddmmBackward0(AccumulateGrad, AccumulateGrad, TBackward0(AccumulateGrad))",
        graph(linear.call(row).gradFn()));
    linear.registerFullBackwardHook((m, gradInput, gradOutput) ->
        note(gradInput.getFirst().shape() + " " + gradOutput.getFirst().shape()));
    Tensor y = linear.call(row);
    assertEquals(
        GATE
            + "(AddmmBackward0(AccumulateGrad, "
            + GATE
            + "(AccumulateGrad), TBackward0(AccumulateGrad)))",
        graph(y.gradFn()));
    y.sum().backward();
    assertEquals(List.of("[1, 2] [1, 2]"), log);
  }

  @Test
  void hooks_of_all_modules_come_first_and_prepended_ones_before_those_that_are_there() {
    GlobalHooks.registerFullBackwardHook((m, in, out) -> note("global " + m.typeName()));
    GlobalHooks.registerFullBackwardPreHook((m, out) -> note("global pre " + m.typeName()));
    Layer relu = new ReLU();
    relu.registerFullBackwardHook(noting("hook 1"));
    relu.registerFullBackwardHook(noting("hook 0"), true);
    relu.registerFullBackwardPreHook(notingPre("pre 1"));
    relu.registerFullBackwardPreHook(notingPre("pre 0"), true);
    x.registerHook(gradient -> note("x"));
    Tensor y = Layer.call(new Sequential(List.of(relu)), x);
    y.registerHook(gradient -> note("y"));
    y.sum().backward();
    assertEquals(
        List.of(
            "y",
            "global pre Sequential",
            "global pre ReLU",
            "pre 0",
            "pre 1",
            "global ReLU",
            "hook 0",
            "hook 1",
            "global Sequential",
            "x"),
        log);
  }

  @Test
  void forward_hooks_see_the_inside_of_the_gates() {
    Layer relu = new ReLU();
    relu.registerForwardPreHook((m, args) -> note(name(args.positional().getFirst())));
    relu.registerForwardHook(
        (m, args, out) -> note(name(args.positional().getFirst()) + " " + name(out)));
    relu.registerFullBackwardPreHook(notingPre("pre"));
    Tensor y = relu.call(x.mul(1));
    note(name(y));
    y.sum().backward();
    assertEquals(List.of("MulBackward0", GATE + " ReluBackward0", GATE, "pre"), log);
  }

  private static String name(Object tensor) {
    return ((Tensor) tensor).gradFn().typeName();
  }

  @Test
  void gradients_stand_at_the_places_of_the_arguments() {
    Tensor b = Tensor.of(3, 4).requiresGrad_();
    Module module =
        new Calls(in ->
            ((Tensor) in.get(0))
                .mul((Integer) in.get(1))
                .add(((Tensor) in.get(2)).mul((Tensor) in.get(3))));
    module.registerFullBackwardHook(this::noteValues);
    call(module, x, 3, b, Tensor.of(5, 6)).sum().backward();
    assertEquals(List.of("[[3.0, 3.0], None, [5.0, 6.0], [0.0, 0.0]] [[1.0, 1.0]]"), log);
  }

  @Test
  void an_output_that_no_gradient_reached_shows_as_none() {
    Module module =
        new Calls(in -> List.of(((Tensor) in.get(0)).mul(2), ((Tensor) in.get(0)).mul(3)));
    module.registerFullBackwardHook(this::noteValues);
    List<?> outputs = (List<?>) module.callAll(Args.of(x));
    ((Tensor) outputs.getFirst()).sum().backward();
    assertEquals(List.of("[[2.0, 2.0]] [[1.0, 1.0], None]"), log);
  }

  @Test
  void what_hooks_return_replaces_gradients() {
    Layer relu = new ReLU();
    relu.registerFullBackwardPreHook((m, out) -> List.of(out.getFirst().mul(3)));
    relu.registerFullBackwardHook((m, in, out) -> List.of(in.getFirst().mul(10)));
    relu.registerFullBackwardHook(this::noteValues);
    relu.call(x).sum().backward();
    assertEquals(List.of("[[30.0, 30.0]] [[3.0, 3.0]]"), log);
    assertArrayEquals(new double[] {30, 30}, x.grad().toDoubleArray());
  }

  @Test
  void a_wrong_number_of_gradients_is_refused() {
    Layer relu = new ReLU();
    relu.registerFullBackwardPreHook((m, out) -> List.of(out.getFirst(), out.getFirst()));
    assertFails(
        "Backward pre hook returned an invalid number of grad_output, got 2, but expected 1",
        () -> relu.call(x).sum().backward());
    Layer other = new ReLU();
    other.registerFullBackwardHook((m, in, out) -> List.of());
    assertFails(
        "Backward hook returned an invalid number of grad_input, got 0, but expected 1",
        () -> other.call(x).sum().backward());
    Layer third = new ReLU();
    third.registerFullBackwardHook((m, in, out) -> List.of(in.getFirst().sum()));
    assertFails("hook 'hook' has changed the size of value", () -> third.call(x).sum().backward());
  }

  @Test
  void where_no_argument_requires_grad_hooks_run_once_the_outputs_are_reached() {
    Linear linear = new Linear(1, 1);
    linear.registerFullBackwardHook((m, in, out) -> note(values(in) + " " + values(out)));
    linear.call(Tensor.ones(1, 1)).backward();
    assertEquals(List.of("[None] [[1.0]]"), log);
    assertEquals(1, warnings.size());
    linear.registerFullBackwardHook((m, in, out) -> List.of(Tensor.ones(1, 1)));
    assertFails(
        "Backward hook for Modules where no input requires gradient should always return None or"
            + " None for all gradients.",
        () -> linear.call(Tensor.ones(1, 1)).backward());
  }

  @Test
  void changing_an_argument_in_place_is_refused() {
    Module module = new Calls(in -> ((Tensor) in.getFirst()).add_(1));
    module.registerFullBackwardHook(noting("hook"));
    assertFails(
        "Output 0 of BackwardHookFunction is a view and is being modified inplace. This view was"
            + " created inside a custom Function (or because an input was returned as-is) and the"
            + " autograd logic to handle view+inplace would override the custom backward associated"
            + " with the custom Function, leading to incorrect gradients. This behavior is"
            + " forbidden. You can fix this by cloning the output of the custom Function.",
        () -> call(module, x.mul(1)));
  }

  @Test
  void an_output_of_another_kind_is_left_alone_with_a_warning() {
    Module module = new Calls(in -> "text");
    module.registerFullBackwardHook(noting("hook"));
    assertEquals("text", module.callAll(Args.of(x)));
    assertEquals(
        List.of(
            "UserWarning: For backward hooks to be called, module output should be a Tensor or a"
                + " tuple of Tensors but received <class 'str'>"),
        warnings);
  }

  @Test
  void a_hook_counts_for_the_calls_made_while_it_was_there() {
    Layer relu = new ReLU();
    Handle handle = relu.registerFullBackwardHook(noting("early"));
    Tensor y = relu.call(x);
    handle.close();
    handle.close();
    relu.registerFullBackwardHook(noting("late"));
    y.sum().backward();
    relu.call(x).sum().backward();
    assertEquals(List.of("early", "late"), log);
  }

  @Test
  void a_hook_that_is_added_before_forward_runs_waits_for_the_next_call() {
    Layer relu = new ReLU();
    relu.registerForwardPreHook((m, args) -> {
      m.registerFullBackwardHook(noting("hook"));
      return null;
    });
    relu.call(x).sum().backward();
    assertEquals(List.of(), log);
    relu.call(x).sum().backward();
    assertEquals(List.of("hook"), log);
  }

  @Test
  void the_older_kind_sees_the_last_node_only() {
    Linear linear = new Linear(2, 2);
    linear.registerBackwardHook((m, in, out) -> note(in.stream().map(Tensor::shape).toList() + ""));
    linear.call(Tensor.ones(1, 2).requiresGrad_()).sum().backward();
    assertEquals(List.of("[[2], [1, 2], [2, 2]]"), log);
    assertEquals(
        List.of(
            "FutureWarning: Using a non-full backward hook when the forward contains multiple"
                + " autograd Nodes is deprecated and will be removed in future versions. This hook"
                + " will be missing some grad_input. Please use register_full_backward_hook to get"
                + " the documented behavior."),
        warnings);
  }

  @Test
  void the_two_kinds_do_not_mix() {
    Layer relu = new ReLU();
    relu.registerBackwardHook(noting("old"));
    assertFails(
        "Cannot use both regular backward hooks and full backward hooks on a single Module. Please"
            + " use only one of them.",
        () -> relu.registerFullBackwardHook(noting("new")));
    GlobalHooks.registerFullBackwardHook(noting("new"));
    assertFails(
        "Cannot use both regular backward hooks and full backward hooks as a global Module hook."
            + " Please use only one of them.",
        () -> GlobalHooks.registerBackwardHook(noting("old")));
  }
}
