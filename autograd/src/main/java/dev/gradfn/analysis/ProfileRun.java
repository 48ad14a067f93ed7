package dev.gradfn.analysis;

import dev.gradfn.analysis.Profile.Pass;
import dev.gradfn.analysis.Profile.Row;
import dev.gradfn.analysis.Profile.Total;
import dev.gradfn.autograd.AccumulateGrad;
import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.EngineObserver;
import dev.gradfn.autograd.Node;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Dims;
import dev.gradfn.nn.Args;
import dev.gradfn.nn.Module;
import dev.gradfn.op.Op;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// One pass of a [Profile], or two.
final class ProfileRun implements EngineObserver {
  /// Something that ran, with the time it started: what encloses it comes later and started before.
  private record Seen(long start, long end, Row row) {}

  private final Module model;
  private final Map<Node, String> pathOfNode = new IdentityHashMap<>();
  private final List<Seen> seen = new ArrayList<>();
  private ModulePaths paths;
  private Pass pass = Pass.FORWARD;

  private ProfileRun(Module model) {
    this.model = model;
    model
        .namedParameters()
        .forEach((name, parameter) -> {
          if (parameter.requiresGrad()) pathOfNode.put(parameter.gradientEdge().node(), name);
        });
  }

  static Profile once(Module model, Args args, boolean grad) {
    List<Tensor> gradients = new ArrayList<>();
    for (Tensor parameter : model.parameters()) gradients.add(parameter.grad());
    try {
      return new ProfileRun(model).run(args, grad);
    } finally {
      int i = 0;
      for (Tensor parameter : model.parameters()) parameter.setGrad(gradients.get(i++));
    }
  }

  private Profile run(Args args, boolean grad) {
    List<Total> passes = new ArrayList<>();
    Object output;
    long start;
    try (var hooked = new ModulePaths(model);
        var _ = Autograd.setGradEnabled(grad);
        var _ = Autograd.observe(this)) {
      paths = hooked;
      start = System.nanoTime();
      output = model.callAll(args);
      passes.add(new Total(Pass.FORWARD, System.nanoTime() - start));
    }
    Tensor loss = grad ? Profile.loss(output) : null;
    if (loss != null) {
      pass = Pass.BACKWARD;
      try (var _ = Autograd.observe(this)) {
        start = System.nanoTime();
        loss.backward();
        passes.add(new Total(Pass.BACKWARD, System.nanoTime() - start));
      }
    }
    return new Profile(seen.stream().map(Seen::row).toList(), passes);
  }

  @Override
  public void applied(Op op, Tensor[] inputs, Tensor[] outputs, long start, long end) {
    Tensor first = outputs[0];
    Node node = pass == Pass.FORWARD ? first.gradFn() : null;
    String path = paths.current();
    for (Tensor output : outputs) {
      if (node != null && output.gradFn() != null) pathOfNode.putIfAbsent(output.gradFn(), path);
    }
    long inside = 0;
    for (Seen one : takeWithin(start)) {
      inside += one.row().nanos();
      seen.add(one);
    }
    seen.add(
        new Seen(
            start,
            end,
            new Row(
                pass,
                path,
                nameOf(op),
                node == null ? "" : node.typeName(),
                first.shape(),
                end - start - inside,
                Work.of(op, inputs, outputs),
                first.array().storage().layout())));
  }

  /// A formula's operations become part of their node.
  @Override
  public void evaluated(Node node, long start, long end) {
    Work work = Work.NONE;
    String layout = "";
    for (Seen one : takeWithin(start)) {
      work = work.plus(one.row().work());
      layout = one.row().layout();
    }
    String path = pathOfNode.getOrDefault(node, node instanceof AccumulateGrad ? "input" : "");
    seen.add(
        new Seen(
            start,
            end,
            new Row(
                pass,
                path,
                node.forwardName(),
                node.typeName(),
                shapeOf(node),
                end - start,
                work,
                layout)));
  }

  private static Dims shapeOf(Node node) {
    return node.inputMetadata().isEmpty() ? Dims.of() : node.inputMetadata().getFirst().shape();
  }

  /// Removes what has started since `start`, and gives it back in order.
  private List<Seen> takeWithin(long start) {
    int from = seen.size();
    while (from > 0 && seen.get(from - 1).start() >= start) from--;
    List<Seen> tail = seen.subList(from, seen.size());
    List<Seen> within = List.copyOf(tail);
    tail.clear();
    return within;
  }

  private static String nameOf(Op op) {
    String node = op.nodeName();
    int end = node.lastIndexOf("Backward");
    return end < 0 ? node : node.substring(0, end);
  }
}
