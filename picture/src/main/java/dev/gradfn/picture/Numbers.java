package dev.gradfn.picture;

import dev.gradfn.autograd.AccumulateGrad;
import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.Handle;
import dev.gradfn.autograd.Node;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Device;
import dev.gradfn.trace.AutogradGraph;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// The numbers of a small program: what each operation gave, and what gradient came back to it.
final class Numbers {
  private static final int MOST = 16;

  private final Map<Node, String> values = new IdentityHashMap<>();
  private final Map<Node, String> gradients = new IdentityHashMap<>();

  /// Runs `program` and keeps the value of each tensor that gets a grad_fn.
  <T> T watch(Supplier<T> program) {
    try (var _ = Autograd.watchRecording((node, tensor) -> keep(values, node, tensor))) {
      return program.get();
    }
  }

  /// Runs the graph backward from `outputs` with ones, and keeps what reaches each node. The graph
  /// and every `.grad` stay as they are.
  void runBackward(Collection<Tensor> outputs, AutogradGraph graph) {
    List<Tensor> roots = outputs.stream().filter(Tensor::requiresGrad).toList();
    List<Node> leaves = new ArrayList<>();
    List<Handle> handles = new ArrayList<>();
    try {
      for (AutogradGraph.Entry entry : graph.nodes()) {
        Node node = entry.node();
        if (node instanceof AccumulateGrad) leaves.add(node);
        else handles.add(node.registerPreHook(incoming -> see(node, incoming)));
      }
      List<Tensor> variables =
          leaves.stream().map(leaf -> ((AccumulateGrad) leaf).variable()).toList();
      List<Tensor> found = Autograd.grad(roots, variables, ones(roots), OPTIONS);
      for (int i = 0; i < leaves.size(); i++) keep(gradients, leaves.get(i), found.get(i));
    } finally {
      handles.forEach(Handle::close);
    }
  }

  private static final Autograd.Options OPTIONS =
      Autograd.Options.DEFAULT.withRetainGraph(true).withAllowUnused(true);

  private static List<Tensor> ones(List<Tensor> roots) {
    return roots.stream().map(t -> Tensor.full(t.dtype(), t.device(), t.shape(), 1)).toList();
  }

  private List<Tensor> see(Node node, List<Tensor> incoming) {
    keep(gradients, node, incoming.getFirst());
    return null;
  }

  private static void keep(Map<Node, String> kept, Node node, Tensor tensor) {
    if (isSmall(tensor)) kept.putIfAbsent(node, text(tensor));
  }

  static boolean isSmall(Tensor tensor) {
    return tensor != null
        && !tensor.device().equals(Device.META)
        && tensor.shape().product() <= MOST;
  }

  static String text(Tensor tensor) {
    return tensor.detach().toString().replaceAll("\\s+", " ");
  }

  String value(Node node) {
    if (node instanceof AccumulateGrad leaf && isSmall(leaf.variable())) {
      return text(leaf.variable());
    }
    return values.get(node);
  }

  String gradient(Node node) {
    return gradients.get(node);
  }
}
