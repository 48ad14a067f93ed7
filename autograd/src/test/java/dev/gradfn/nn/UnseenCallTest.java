package dev.gradfn.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.GradFn;
import dev.gradfn.autograd.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import stranger.Remembering;

class UnseenCallTest {
  /// Stands for a layer of gradfn's own (its package is one), and lets the test see its results.
  private static final class Spied extends Layer {
    private final List<Tensor> results = new ArrayList<>();

    @Override
    protected Tensor forward(Tensor x) {
      Tensor result = x.mul(2);
      results.add(result);
      return result;
    }
  }

  private final Spied first = new Spied();
  private final Spied second = new Spied();
  private final Tensor x = Tensor.ones(3);

  private static Object call(Module module, Object input) {
    try (var _ = Autograd.noGrad()) {
      return module.callAll(Args.of(input));
    }
  }

  private static void assertTwos(int value, Object tensor) {
    assertEquals("tensor([%1$d., %1$d., %1$d.])".formatted(value), tensor.toString());
  }

  private void assertBetweenIsGone() {
    assertThrows(IllegalStateException.class, first.results.getLast()::toString);
  }

  private void assertBetweenIsThere() {
    assertTwos(2, first.results.getLast());
  }

  @Test
  void onlyTheOutputStays() {
    Object output = call(new Sequential(first, second).eval(), x);
    assertBetweenIsGone();
    assertTwos(4, output);
    assertTwos(1, x);
  }

  @Test
  void anOutputThatIsAnInnerResultStays() {
    assertTwos(2, call(new Sequential(first, new Identity(), new Flatten(0, -1)).eval(), x));
    assertTwos(1, call(new Sequential(new Identity(), new Sequential(new Identity())).eval(), x));
  }

  @Test
  void outputsInCollectionsStay() {
    Module both =
        new Module() {
          {
            registerModule("first", first);
            registerModule("second", second);
          }

          @Override
          protected Object forward(Args args) {
            Tensor once = first.call(args.get(0, Tensor.class, this));
            return Map.of("both", List.of(once, second.call(once)));
          }
        };
    assertEquals(
        "{both=[tensor([2., 2., 2.]), tensor([4., 4., 4.])]}", call(both.eval(), x).toString());
  }

  @Test
  void theOutputBelongsToTheScopeAround() {
    Object output;
    try (var _ = GradFn.scope()) {
      output = call(new Sequential(first, second).eval(), x);
      assertTwos(4, output);
    }
    assertThrows(IllegalStateException.class, output::toString);
  }

  @Test
  void whoLooksFindsAllResults() {
    Sequential network = new Sequential(new Sequential(first), second);
    call(network, x);
    assertBetweenIsThere(); // in training mode
    network.eval();
    network.callAll(Args.of(x));
    assertBetweenIsThere(); // recorded
    try (var _ = Autograd.watchRecording((node, tensor) -> {})) {
      call(network, x);
      assertBetweenIsThere();
    }
    List<Object> seen = new ArrayList<>();
    ForwardHook look = (module, args, output) -> seen.add(output) ? null : null;
    try (var _ = first.registerForwardHook(look)) {
      call(network, x);
      assertTwos(2, seen.getFirst());
    }
    try (var _ = GlobalHooks.registerForwardHook(look, false)) {
      call(network, x);
      assertTwos(2, seen.get(1));
    }
    call(network, x);
    assertBetweenIsGone();
  }

  @Test
  void strangersMayKeepWhatTheyLike() {
    Remembering stranger = new Remembering();
    call(new Sequential(first, stranger, second).eval(), x);
    assertTwos(4, stranger.last);
    assertBetweenIsThere();
  }

  @Test
  void anErrorLeavesTheScopesInOrder() {
    Module failing = new Sequential(first, new Linear(7, 2)).eval();
    assertThrows(RuntimeException.class, () -> call(failing, x));
    assertBetweenIsGone();
    try (var _ = GradFn.scope()) {
      assertTwos(4, call(new Sequential(first, second).eval(), x));
    }
  }
}
