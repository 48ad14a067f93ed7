package dev.gradfn.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradfn.autograd.Node;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Dims;
import dev.gradfn.nn.Args;
import dev.gradfn.nn.BatchNorm;
import dev.gradfn.nn.BatchNorm2d;
import dev.gradfn.nn.Conv2d;
import dev.gradfn.nn.ConvNd;
import dev.gradfn.nn.Layer;
import dev.gradfn.nn.MaxPool2d;
import dev.gradfn.nn.Module;
import dev.gradfn.nn.Sequential;
import dev.gradfn.nn.SiLU;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GradFnTraceTest {
  private static Conv2d conv() {
    ConvNd.Options options = ConvNd.Options.kernel(Dims.of(1, 1));
    return new Conv2d(1, 1, options.withBias(false));
  }

  private static BatchNorm2d norm() {
    return BatchNorm2d.create(1, BatchNorm.Options.DEFAULT);
  }

  private static Args image() {
    return Args.of(Tensor.ones(1, 1, 8, 8));
  }

  private static GradFnTrace trace(Module net) {
    return GradFnTrace.run(net, GradFnTrace.PRUNABLE_TYPES, image());
  }

  private static List<String> paths(GradFnTrace trace) {
    return trace.gradFnToModule().values().stream().map(trace::pathOf).toList();
  }

  private static List<String> nodes(GradFnTrace trace) {
    List<String> names = new ArrayList<>();
    for (Node node : trace.gradFnToModule().keySet()) {
      names.add(node == null ? null : node.typeName());
    }
    return names;
  }

  @Test
  void modules_are_listed_in_the_order_in_which_they_ran() {
    Conv2d first = conv();
    Module net = new Sequential(List.of(first, norm(), new SiLU(false), conv()));
    GradFnTrace trace = trace(net);
    assertEquals(
        List.of("ConvolutionBackward0", "NativeBatchNormBackward0", "ConvolutionBackward0"),
        nodes(trace));
    assertEquals(List.of("0", "1", "3"), paths(trace));
    assertEquals(3, trace.hooked());
    assertSame(first, trace.gradFnToModule().values().iterator().next());
    assertEquals(List.of(), trace.explanations());
    Node last = ((Tensor) trace.output()).gradFn();
    assertEquals("3", trace.pathOf(trace.gradFnToModule().get(last)));
  }

  @Test
  void the_null_key_keeps_its_first_place_and_its_last_module() {
    Module net = new Sequential(List.of(conv(), norm(), conv(), norm()));
    for (String frozen : List.of("0.weight", "1.weight", "1.bias")) {
      net.namedParameters().get(frozen).requiresGrad_(false);
    }
    GradFnTrace trace = trace(net);
    assertEquals(
        Arrays.asList(null, "ConvolutionBackward0", "NativeBatchNormBackward0"), nodes(trace));
    assertEquals(List.of("1", "2", "3"), paths(trace));
    assertTrue(trace.gradFnToModule().containsKey(null));
  }

  @Test
  void a_late_null_keeps_the_place_of_the_first() {
    // The middle one is cut off by freezing; what comes before and after it is not.
    Module detach = new Sequential(List.of(new Detach()));
    Conv2d frozen = conv();
    Conv2d alsoFrozen = conv();
    Module net = new Sequential(List.of(frozen, conv(), detach, alsoFrozen));
    frozen.requiresGrad_(false);
    alsoFrozen.requiresGrad_(false);
    GradFnTrace trace = trace(net);
    assertEquals(Arrays.asList(null, "ConvolutionBackward0"), nodes(trace));
    assertEquals(List.of("3", "1"), paths(trace));
  }

  private static final class Detach extends Layer {
    @Override
    protected Tensor forward(Tensor x) {
      return x.detach();
    }
  }

  /// YOLOv5's SPPF calls one pool three times.
  private static final class ThreeTimes extends Layer {
    private final MaxPool2d pool =
        registerModule(
                "pool",
                new MaxPool2d(
                    new MaxPool2d.Options(Dims.of(3), Dims.of(1), Dims.of(1), Dims.of(1), false)))
            .get();

    @Override
    protected Tensor forward(Tensor x) {
      return pool.call(pool.call(pool.call(x)));
    }
  }

  @Test
  void a_module_that_is_called_three_times_has_three_entries() {
    Module net = new Sequential(List.of(conv(), new ThreeTimes()));
    GradFnTrace trace = GradFnTrace.run(net, m -> m instanceof MaxPool2d, image());
    assertEquals(3, trace.gradFnToModule().size());
    assertEquals(List.of("1.pool", "1.pool", "1.pool"), paths(trace));
    assertEquals(Map.of("1.pool", 3), trace.visited());
    assertEquals(1, trace.hooked());
  }

  @Test
  void modules_that_did_not_run_were_not_visited() {
    Module net = new Sequential(List.of(conv(), new Detach(), conv()));
    net.namedModules().get("1").registerModule("never", conv());
    GradFnTrace trace = GradFnTrace.run(net, m -> m instanceof Conv2d, image());
    assertEquals(3, trace.hooked());
    assertEquals(List.of("0", "2"), List.copyOf(trace.visited().keySet()));
  }

  private static final class Failing extends Layer {
    @Override
    protected Tensor forward(Tensor x) {
      throw new IllegalStateException("fails");
    }
  }

  @Test
  void hooks_are_removed_even_if_forward_fails() {
    Conv2d conv = conv();
    Module net = new Sequential(List.of(conv, new Failing()));
    List<Module> hooked = new ArrayList<>();
    assertThrows(
        IllegalStateException.class,
        () ->
            GradFnTrace.run(
                net,
                m -> {
                  if (m instanceof Conv2d) hooked.add(m);
                  return m instanceof Conv2d;
                },
                image()));
    assertEquals(List.of(conv), hooked);
    assertNoHooks(conv);
  }

  @Test
  void hooks_are_removed_after_the_run() {
    Conv2d conv = conv();
    GradFnTrace trace = trace(new Sequential(List.of(conv)));
    assertNoHooks(conv);
    assertEquals(Map.of("0", 1), trace.visited());
  }

  private static void assertNoHooks(Module module) {
    assertEquals(List.of(), module.forwardHooks());
  }

  @Test
  void a_network_that_is_frozen_as_a_whole_is_explained() {
    Module net = new Sequential(List.of(conv(), norm()));
    net.requiresGrad_(false);
    GradFnTrace trace = trace(net);
    assertEquals(1, trace.gradFnToModule().size());
    assertNull(trace.gradFnToModule().keySet().iterator().next());
    assertEquals(List.of("1"), paths(trace));
    assertEquals(2, trace.explanations().size());
    assertEquals(
        "2 of 2 hooked modules gave an output without grad_fn and share one None entry: 0 to 1",
        trace.explanations().get(0));
    assertTrue(trace.explanations().get(1).startsWith("no parameter requires grad"));
    assertTrue(trace.explanations().get(1).contains("model.requiresGrad_(true)"));
  }

  @Test
  void a_frozen_part_is_explained_by_its_number_of_parameters() {
    Module net = new Sequential(List.of(conv(), norm(), conv()));
    net.namedParameters().get("0.weight").requiresGrad_(false);
    GradFnTrace trace = trace(net);
    assertEquals(
        "1 of 3 hooked modules gave an output without grad_fn and share one None entry: 0 to 0",
        trace.explanations().get(0));
    assertTrue(trace.explanations().get(1).startsWith("1 of 4 parameters do not require grad"));
  }

  @Test
  void outputs_are_found_by_their_path() {
    Tensor a = Tensor.ones(1);
    Tensor b = Tensor.ones(2);
    assertEquals(Map.of("out", a), Outputs.flatten(a));
    Map<String, Tensor> nested = Outputs.flatten(List.of(a, List.of(b, "text", a)));
    assertEquals(List.of("0", "1.0", "1.2"), List.copyOf(nested.keySet()));
    assertSame(b, nested.get("1.0"));
    assertEquals(Map.of(), Outputs.flatten("text"));
  }
}
