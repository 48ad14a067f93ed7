package dev.gradfn.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The order and the effect of hooks, as `golden/hooks` and `golden/engine` record them.
class HooksTest {
  private final List<String> log = new ArrayList<>();
  private final Tensor x = Tensor.of(1, 2).requiresGrad_();

  private TensorHook noting(String name) {
    return gradient -> {
      log.add(name);
      return null;
    };
  }

  private static void assertGrad(Tensor tensor, double... expected) {
    assertArrayEquals(expected, tensor.grad().toDoubleArray());
  }

  @Test
  void hooks_run_on_both_sides_of_a_node_in_pytorchs_order() {
    Tensor y = x.mul(2);
    y.registerHook(noting("tensor hook y"));
    y.gradFn()
        .registerPreHook(gradients -> {
          log.add("prehook");
          return null;
        });
    y.gradFn()
        .registerHook((inputs, outputs) -> {
          log.add("hook");
          return null;
        });
    x.registerHook(noting("tensor hook x"));
    x.registerPostAccumulateGradHook(leaf -> log.add("post " + (leaf.grad() != null)));
    y.sum().backward();
    assertEquals(List.of("tensor hook y", "prehook", "hook", "tensor hook x", "post true"), log);
  }

  @Test
  void a_hook_replaces_the_gradient_and_a_closed_one_does_not_run() {
    Handle closed = x.registerHook(gradient -> gradient.mul(100));
    x.registerHook(gradient -> gradient.mul(10));
    closed.close();
    closed.close();
    x.mul(2).sum().backward();
    assertGrad(x, 20, 20);
  }

  @Test
  void a_retained_gradient_is_that_after_all_hooks_and_of_the_tensor_as_it_is_now() {
    Tensor y = x.mul(2);
    y.retainGrad();
    y.registerHook(gradient -> gradient.mul(5));
    y.sum().backward();
    assertGrad(y, 5, 5);
    Tensor z = x.mul(2);
    z.retainGrad();
    Operations.applyInPlace(dev.gradfn.op.Binary.MUL, z, Tensor.number(3));
    z.sum().backward();
    assertGrad(z, 1, 1);
  }

  @Test
  void a_changed_size_is_refused_by_the_name_of_the_hook() {
    x.registerHook(gradient -> Tensor.ones(3));
    Tensor y = x.mul(2).sum();
    TorchException e = assertThrows(TorchException.class, y::backward);
    assertEquals("hook '<lambda>' has changed the size of value", e.getMessage());
    assertNull(x.grad());
  }

  @Test
  void one_hook_on_several_gradients() {
    Tensor w = Tensor.of(3, 4).requiresGrad_();
    MultiGradHook.all(
        List.of(x, w),
        gradients -> log.add(gradients.stream().map(g -> g == null ? "-" : "g").toList() + ""));
    x.mul(2).add(w).sum().backward();
    w.mul(2).sum().backward();
    assertEquals(List.of("[g, g]", "[-, g]"), log);
  }

  @Test
  void backward_into_some_inputs_only() {
    Tensor w = Tensor.of(3, 4).requiresGrad_();
    Tensor y = x.mul(2);
    Autograd.backward(List.of(y.mul(w).sum()), null, Autograd.Options.DEFAULT, List.of(y));
    assertGrad(y, 3, 4);
    assertNull(x.grad());
    assertNull(w.grad());
  }

  @Test
  void saved_tensors_are_packed_and_unpacked() {
    Tensor y;
    try (var _ = SavedTensorHooks.open(tensor -> tensor, packed -> ((Tensor) packed).mul(10))) {
      y = x.mul(x);
    }
    y.sum().backward();
    assertGrad(x, 20, 40);
  }

  @Test
  void anomaly_mode_names_the_node_and_where_it_was_made() {
    List<String> warnings = new ArrayList<>();
    Warnings.Handler before = Warnings.setHandler((category, text) -> warnings.add(text));
    try (var _ = Anomaly.setDetectAnomaly(true, true)) {
      Tensor y = x.mul(0).sqrt().mul(0).sum();
      TorchException e = assertThrows(TorchException.class, y::backward);
      assertEquals(
          "Function 'SqrtBackward0' returned nan values in its 0th output.", e.getMessage());
      assertEquals(1, warnings.size());
      assertEquals(0, warnings.getFirst().indexOf("Error detected in SqrtBackward0. Traceback"));
    } finally {
      Warnings.setHandler(before);
    }
  }

  @Test
  void tensors_of_inference_mode_stay_out_of_graphs() {
    Tensor constant;
    try (var _ = Autograd.inferenceMode()) {
      constant = Tensor.ones(2).add(1);
      assertFalse(x.mul(2).requiresGrad());
    }
    assertThrows(TorchException.class, () -> x.mul(constant));
    assertThrows(TorchException.class, constant::requiresGrad_);
    assertNotNull(x.mul(constant.cloned()).gradFn());
  }

  @Test
  void a_function_says_what_it_changed_and_what_has_no_gradient() {
    Function increment =
        new Function() {
          @Override
          protected String typeName() {
            return "Inc";
          }

          @Override
          protected Tensor[] forward(Context ctx, Tensor... inputs) {
            inputs[0].add_(Tensor.number(1));
            ctx.markDirty(inputs[0]);
            return new Tensor[] {inputs[0]};
          }

          @Override
          protected Tensor[] backward(Context ctx, Tensor... gradients) {
            return new Tensor[] {gradients[0].mul(5)};
          }
        };
    Tensor y = x.mul(2);
    assertEquals(y, increment.apply(y));
    assertEquals("IncBackward", y.gradFn().typeName());
    assertEquals("MulBackward0", y.gradFn().nextFunctions().getFirst().node().typeName());
    y.sum().backward();
    assertGrad(x, 10, 10);
    TorchException e = assertThrows(TorchException.class, () -> increment.apply(x));
    assertEquals(
        "a leaf Variable that requires grad has been used in an in-place operation.",
        e.getMessage());
  }
}
