package dev.gradfn.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Dropping a gradient gives its memory back, unless somebody may have it in hand.
class DroppedGradientTest {
  private final Tensor leaf = Tensor.ones(2, 3).requiresGrad_();

  private Tensor backward() {
    leaf.mul(2).sum().backward();
    return leaf.gradUnseen();
  }

  private void assertStays(Tensor gradient) {
    leaf.dropGrad();
    assertNull(leaf.grad());
    assertArrayEquals(new double[] {2, 2, 2, 2, 2, 2}, gradient.toDoubleArray());
  }

  @Test
  void of_one_that_nobody_saw_the_memory_goes_back() {
    Tensor gradient = backward();
    leaf.dropGrad();
    assertNull(leaf.grad());
    assertThrows(IllegalStateException.class, gradient::toDoubleArray);
    // The next run starts anew.
    backward();
    assertEquals(12, leaf.grad().sum().item());
  }

  @Test
  void one_that_was_asked_for_stays() {
    backward();
    assertStays(leaf.grad());
  }

  @Test
  void one_that_was_seen_before_more_was_added_stays() {
    leaf.mul(1).sum().backward();
    Tensor seen = leaf.grad();
    leaf.mul(1).sum().backward();
    assertStays(seen);
  }

  @Test
  void one_that_hooks_saw_stays() {
    List<Tensor> seen = new ArrayList<>();
    leaf.gradientEdge()
        .node()
        .registerHook((_, incoming) -> {
          seen.add(incoming.getFirst());
          return null;
        });
    backward();
    assertStays(seen.getFirst());
  }

  @Test
  void one_that_a_hook_of_the_tensor_saw_stays() {
    List<Tensor> seen = new ArrayList<>();
    leaf.registerHook(gradient -> {
      seen.add(gradient);
      return null;
    });
    backward();
    assertStays(seen.getFirst());
  }

  @Test
  void one_that_was_given_to_backward_stays() {
    Tensor given = Tensor.ones(2, 3).mul(2);
    leaf.view(2, 3).backward(given, Autograd.Options.DEFAULT);
    assertStays(given);
  }

  @Test
  void one_that_has_a_history_stays() {
    Tensor loss = leaf.mul(leaf).sum();
    loss.backward(null, Autograd.Options.DEFAULT.withCreateGraph(true));
    assertStays(leaf.gradUnseen());
  }

  @Test
  void one_that_was_assigned_stays() {
    Tensor assigned = Tensor.ones(2, 3).mul(2);
    leaf.setGrad(assigned);
    assertStays(assigned);
  }
}
