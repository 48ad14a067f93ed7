package dev.gradfn.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradfn.analysis.Profile.Pass;
import dev.gradfn.analysis.Profile.Row;
import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.EngineObserver;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Dims;
import dev.gradfn.nn.Args;
import dev.gradfn.nn.Layer;
import dev.gradfn.nn.Linear;
import dev.gradfn.nn.SiLU;
import dev.gradfn.op.Op;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProfileTest {
  /// Two linear layers that share one activation.
  private static final class Net extends Layer {
    private final Linear first = new Linear(4, 8);
    private final Linear second = new Linear(8, 2);
    private final SiLU act = new SiLU();
    private int calls;

    @SuppressWarnings("this-escape")
    Net() {
      registerModule("first", first);
      registerModule("second", second);
      registerModule("act", act);
    }

    @Override
    protected Tensor forward(Tensor x) {
      calls++;
      return act.call(second.call(act.call(first.call(x))));
    }
  }

  private static final Profile.Options GRAD = new Profile.Options(true, 0, 3);

  private final Net net = new Net();
  private final Args input = Args.of(Tensor.ones(3, 4));

  private static List<String> shown(Profile profile, Pass pass) {
    List<String> shown = new ArrayList<>();
    for (Row row : profile.rows()) {
      if (row.pass() == pass) shown.add(row.module() + " " + row.operation() + " " + row.node());
    }
    return shown;
  }

  @Test
  void forward_and_backward_are_rows_in_the_order_of_running() {
    Profile profile = Profile.of(net, input, GRAD);
    assertEquals(
        List.of(
            "first T TBackward0",
            "first Addmm AddmmBackward0",
            "act Silu SiluBackward0",
            "second T TBackward0",
            "second Addmm AddmmBackward0",
            "act Silu SiluBackward0"),
        shown(profile, Pass.FORWARD));
    assertEquals(
        List.of(
            " Sum SumBackward0",
            "act Silu SiluBackward0",
            "second Addmm AddmmBackward0",
            "second.bias torch::autograd::AccumulateGrad AccumulateGrad",
            "second T TBackward0",
            "second.weight torch::autograd::AccumulateGrad AccumulateGrad",
            "act Silu SiluBackward0",
            "first Addmm AddmmBackward0",
            "first.bias torch::autograd::AccumulateGrad AccumulateGrad",
            "first T TBackward0",
            "first.weight torch::autograd::AccumulateGrad AccumulateGrad"),
        shown(profile, Pass.BACKWARD));
    assertEquals(2, profile.passes().size());
  }

  @Test
  void work_is_counted_by_shape() {
    List<Row> rows = Profile.of(net, input, GRAD).rows();
    assertEquals(Work.NONE, rows.get(0).work());
    // Bias, input and weight are read, the product is written.
    assertEquals(new Work(2 * 3 * 4 * 8, 4 * (8 + 3 * 4 + 4 * 8 + 3 * 8)), rows.get(1).work());
    assertEquals(new Work(0, 4 * 2 * 3 * 8), rows.get(2).work());
    assertEquals(Dims.of(3, 8), rows.get(2).shape());
    assertEquals("plain", rows.get(1).layout());
    Row backward = rows.get(8);
    assertEquals("AddmmBackward0", backward.node());
    // Both factors get a gradient.
    assertEquals(2 * (2 * 3 * 8 * 2), backward.work().flops());
  }

  @Test
  void without_grad_nothing_is_recorded_and_nothing_runs_backward() {
    Profile profile = Profile.of(net, input, new Profile.Options(false, 0, 1));
    assertEquals("first Addmm ", shown(profile, Pass.FORWARD).get(1));
    assertEquals(List.of(), shown(profile, Pass.BACKWARD));
    assertEquals(1, profile.passes().size());
  }

  @Test
  void a_profile_leaves_gradients_and_hooks_as_they_were() {
    Tensor before = Tensor.ones(8);
    net.first.namedParameters().get("bias").setGrad(before);
    Profile.of(net, input, new Profile.Options(true, 2, 1));
    assertEquals(3, net.calls);
    assertEquals(before, net.first.namedParameters().get("bias").grad());
    assertNull(net.second.namedParameters().get("bias").grad());
    assertEquals(0, observed(() -> {}).size());
  }

  @Test
  void options_that_measure_nothing_are_refused() {
    Exception e =
        assertThrows(IllegalArgumentException.class, () -> new Profile.Options(true, 0, 0));
    assertEquals("profile: expected repeat > 0 and warm-up >= 0, got 0 and 0", e.getMessage());
  }

  /// What is seen of `body`, inner things first.
  private static List<String> observed(Runnable body) {
    List<String> seen = new ArrayList<>();
    EngineObserver observer =
        (Op op, Tensor[] _, Tensor[] out, long start, long end) -> {
          assertTrue(start <= end);
          seen.add(op.nodeName() + " " + out[0].shape());
        };
    try (var _ = Autograd.observe(observer)) {
      body.run();
    }
    return seen;
  }

  @Test
  void an_observer_sees_operations_of_its_thread_until_it_is_closed() {
    Tensor x = Tensor.ones(2);
    List<String> seen = observed(() -> x.add(x).mul_(x));
    assertEquals(List.of("AddBackward0 [2]", "MulBackward0 [2]"), seen);
    x.add(x);
    assertEquals(2, seen.size());
    List<String> inner = observed(() -> assertEquals(List.of(), observed(() -> {})));
    assertEquals(List.of(), inner);
  }

  @Test
  void other_threads_are_not_observed() throws InterruptedException {
    Tensor x = Tensor.ones(2);
    List<String> seen = new ArrayList<>();
    seen.addAll(
        observed(() -> {
          Thread other = Thread.startVirtualThread(() -> x.add(x));
          try {
            other.join();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        }));
    assertEquals(List.of(), seen);
  }
}
