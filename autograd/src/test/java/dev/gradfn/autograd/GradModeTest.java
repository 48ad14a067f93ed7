package dev.gradfn.autograd;

import static dev.gradfn.autograd.Tensors.ones;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradfn.core.DType;
import org.junit.jupiter.api.Test;

/// Where nothing is recorded.
class GradModeTest {
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
}
