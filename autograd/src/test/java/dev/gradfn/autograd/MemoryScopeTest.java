package dev.gradfn.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradfn.core.Dims;
import dev.gradfn.nn.Linear;
import dev.gradfn.optim.Adam;
import org.junit.jupiter.api.Test;

/// Memory given back by hand: of one tensor, and of all that a scope saw.
class MemoryScopeTest {
  private static void assertClosed(Tensor tensor) {
    IllegalStateException error = assertThrows(IllegalStateException.class, tensor::toString);
    assertEquals(
        "array: used after close; its memory has been given back and may hold other data",
        error.getMessage());
  }

  @Test
  void a_closed_tensor_and_its_views_are_gone() {
    Tensor x = Tensor.ones(2, 2);
    Tensor row = x.select(0, 1);
    Tensor sum = x.add(row);
    x.close();
    x.close();
    assertClosed(x);
    assertClosed(row);
    assertThrows(IllegalStateException.class, () -> sum.add(x));
    assertThrows(IllegalStateException.class, () -> x.add_(1));
    assertEquals("tensor([[2., 2.],\n        [2., 2.]])", sum.toString());
    assertEquals(Dims.of(2, 2), x.shape());
  }

  @Test
  void a_backward_that_needs_a_closed_tensor_says_so() {
    Tensor x = Tensor.ones(2).requiresGrad_();
    Tensor y = x.exp();
    Tensor loss = y.sum();
    y.close();
    assertThrows(IllegalStateException.class, loss::backward);
  }

  @Test
  void a_scope_closes_what_operations_made_in_it() {
    Tensor x = Tensor.ones(2).requiresGrad_();
    Tensor made;
    Tensor given;
    Tensor kept;
    try (MemoryScope scope = GradFn.scope()) {
      made = x.mul(2);
      given = Tensor.ones(2);
      kept = scope.keep(x.mul(3));
      made.sum().backward();
      assertEquals("tensor([2., 2.], grad_fn=<MulBackward0>)", made.toString());
    }
    assertClosed(made);
    assertEquals("tensor([1., 1.])", given.toString());
    assertEquals("tensor([3., 3.], grad_fn=<MulBackward0>)", kept.toString());
    assertEquals("tensor([2., 2.])", x.grad().toString());
    assertEquals("tensor([2., 2.], grad_fn=<MulBackward0>)", x.mul(2).toString());
  }

  @Test
  void what_is_kept_belongs_to_the_outer_scope() {
    Tensor x = Tensor.ones(2);
    Tensor kept;
    try (MemoryScope outer = GradFn.scope()) {
      try (MemoryScope inner = GradFn.scope()) {
        kept = inner.keep(x.neg());
        assertThrows(IllegalStateException.class, outer::close);
      }
      assertEquals("tensor([-1., -1.])", kept.toString());
    }
    assertClosed(kept);
  }

  @Test
  void a_training_loop_in_scopes_goes_as_without() {
    String[] weights = new String[2];
    for (int run = 0; run < 2; run++) {
      Torch.manualSeed(1);
      Linear layer = new Linear(3, 2);
      Adam optimizer = new Adam(layer.parameters());
      for (int step = 0; step < 5; step++) {
        try (var _ = run == 0 ? GradFn.scope() : null) {
          optimizer.zeroGrad();
          layer.call(Tensor.ones(4, 3)).pow(2).sum().backward();
          optimizer.step();
        }
      }
      weights[run] = layer.parameters().toString();
    }
    assertEquals(weights[1], weights[0]);
    assertTrue(weights[0].contains("requires_grad"));
  }

  @Test
  void other_threads_are_not_touched() throws InterruptedException {
    Tensor[] made = new Tensor[1];
    try (var _ = GradFn.scope()) {
      Thread thread = new Thread(() -> made[0] = Tensor.ones(1).neg());
      thread.start();
      thread.join();
    }
    assertEquals("tensor([-1.])", made[0].toString());
  }
}
