package dev.gradfn.autograd;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Consumer;

/// `torch.autograd.graph.register_multi_grad_hook`: one hook on the gradients of several tensors.
public final class MultiGradHook {
  private MultiGradHook() {}

  /// Gradients of one run of backward.
  private static final class Arrivals {
    final Tensor[] gradients;
    int awaited;

    Arrivals(int size, int awaited) {
      this.gradients = new Tensor[size];
      this.awaited = awaited;
    }
  }

  /// `hook` is called once per run of backward, when the gradients of all `tensors` that the run
  /// reaches are known: one each, null for those not reached.
  public static Handle all(List<Tensor> tensors, Consumer<List<Tensor>> hook) {
    List<Edge> edges = tensors.stream().map(Autograd::gradientEdge).toList();
    Map<Engine, Arrivals> runs = Collections.synchronizedMap(new WeakHashMap<>());
    List<Handle> handles = new ArrayList<>();
    for (int i = 0; i < edges.size(); i++) {
      int place = i;
      handles.add(
          tensors
              .get(i)
              .registerHook(gradient -> {
                Engine run = Engine.current();
                Arrivals arrivals = runs.computeIfAbsent(run, engine -> expected(engine, edges));
                arrivals.gradients[place] = gradient;
                if (--arrivals.awaited == 0) {
                  runs.remove(run);
                  hook.accept(Collections.unmodifiableList(Arrays.asList(arrivals.gradients)));
                }
                return null;
              }));
    }
    return Handle.of(handles);
  }

  private static Arrivals expected(Engine run, List<Edge> edges) {
    int reached = (int) edges.stream().filter(edge -> run.executes(edge.node())).count();
    return new Arrivals(edges.size(), reached);
  }

  /// `hook` is called once per run of backward, with the first gradient of any of `tensors`.
  public static Handle any(List<Tensor> tensors, Consumer<Tensor> hook) {
    Map<Engine, Boolean> called = Collections.synchronizedMap(new WeakHashMap<>());
    List<Handle> handles = new ArrayList<>();
    for (Tensor tensor : tensors) {
      handles.add(
          tensor.registerHook(gradient -> {
            if (called.put(Engine.current(), true) == null) hook.accept(gradient);
            return null;
          }));
    }
    return Handle.of(handles);
  }
}
