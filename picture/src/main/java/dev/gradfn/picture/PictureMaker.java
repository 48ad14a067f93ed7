package dev.gradfn.picture;

import dev.gradfn.autograd.AccumulateGrad;
import dev.gradfn.autograd.Node;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.nn.Module;
import dev.gradfn.picture.ForwardRecorder.Finished;
import dev.gradfn.trace.AutogradGraph;
import dev.gradfn.trace.AutogradGraph.Entry;
import dev.gradfn.trace.AutogradGraph.Link;
import dev.gradfn.trace.Outputs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// Joins a graph with the calls that recorded it.
final class PictureMaker {
  private final String title;
  private final AutogradGraph graph;
  private final List<Box> boxes = new ArrayList<>();
  private final Map<Node, Integer> numberOf = new IdentityHashMap<>();
  private final Numbers numbers;
  private List<Finished> calls = List.of();
  private final List<Flow> flows = new ArrayList<>();
  private long begin;

  PictureMaker(String title, AutogradGraph graph, Numbers numbers) {
    this.title = title;
    this.graph = graph;
    this.numbers = numbers;
    for (Entry entry : graph.nodes()) numberOf.put(entry.node(), numberOf.size());
    begin =
        graph.nodes().stream()
            .map(Entry::node)
            .filter(node -> !isLeaf(node))
            .mapToLong(Node::sequenceNr)
            .min()
            .orElse(0);
    boxes.add(
        new Box(0, -1, title, "", "", "", 1, 1, List.of(), List.of(), 0, List.of(), 0, true, null));
  }

  PictureMaker with(ForwardRecorder run, Module model) {
    calls = run.calls();
    begin = run.begin();
    Map<Module, String> paths = new IdentityHashMap<>();
    model.namedModules().forEach((path, module) -> paths.put(module, path));
    Map<Module, Integer> total = new IdentityHashMap<>();
    for (Finished finished : calls) total.merge(finished.call().module(), 1, Integer::sum);
    Map<Module, Integer> sofar = new IdentityHashMap<>();
    Map<ModuleCall, Integer> ids = new IdentityHashMap<>();
    for (Finished finished : calls) {
      Module module = finished.call().module();
      int call = sofar.merge(module, 1, Integer::sum);
      ids.put(finished.call(), boxes.size());
      boxes.add(box(finished, paths, ids, call, total.get(module)));
    }
    flows(run, ids);
    return this;
  }

  private void flows(ForwardRecorder run, Map<ModuleCall, Integer> ids) {
    for (UnrecordedFlow.Step step : run.flow().steps()) {
      int from = ids.get(step.maker());
      Integer node = numberOf.get(step.node());
      if (step.call() != null) {
        flows.add(new Flow(from, Flow.Target.BOX, ids.get(step.call()), step.shape()));
      } else if (node != null) {
        flows.add(new Flow(from, Flow.Target.NODE, node, step.shape()));
      }
    }
    List<Tensor> outputs = List.copyOf(Outputs.flatten(run.output()).values());
    for (int i = 0; i < outputs.size(); i++) {
      String shape = outputs.get(i).shape().toString();
      for (ModuleCall maker : run.flow().makersOf(outputs.get(i))) {
        flows.add(new Flow(ids.get(maker), Flow.Target.OUTPUT, i, shape));
      }
    }
  }

  private Box box(
      Finished finished,
      Map<Module, String> paths,
      Map<ModuleCall, Integer> ids,
      int call,
      int calls) {
    Module module = finished.call().module();
    ModuleCall parent = finished.call().parent();
    String path = paths.get(module);
    long own = 0;
    List<String> frozen = new ArrayList<>();
    for (var slot : module.parameterSlots().entrySet()) {
      Tensor parameter = slot.getValue().get();
      if (parameter == null) continue;
      own += parameter.shape().product();
      if (!parameter.requiresGrad()) frozen.add(slot.getKey());
    }
    return new Box(
        boxes.size(),
        parent == null ? 0 : ids.get(parent),
        label(module, path, parent == null ? null : boxes.get(ids.get(parent)), parent),
        path,
        module.typeName(),
        module.toString().lines().findFirst().orElse(""),
        call,
        calls,
        finished.call().inputs(),
        finished.outputs(),
        own,
        frozen,
        finished.call().begin() - begin,
        finished.requiresGrad(),
        numberOf.get(finished.gradFn()));
  }

  /// By the name that the caller has for it, or its path where the caller does not own it.
  private static String label(Module module, String path, Box around, ModuleCall parent) {
    if (parent == null) return path;
    for (var slot : parent.module().childSlots().entrySet()) {
      if (slot.getValue().get() != module) continue;
      return around.label().isEmpty() ? slot.getKey() : around.label() + "." + slot.getKey();
    }
    return path;
  }

  Picture make() {
    int[] owners = owners();
    List<PictureNode> nodes = new ArrayList<>();
    for (int i = 0; i < owners.length; i++) nodes.add(node(i, owners[i]));
    return new Picture(
            title,
            List.copyOf(boxes),
            nodes,
            List.copyOf(flows),
            graph.outputs(),
            BackwardOrder.of(graph),
            Map.of())
        .withoutFlowsOfPassedBoxes();
  }

  private PictureNode node(int id, int box) {
    Entry entry = graph.nodes().get(id);
    Node node = entry.node();
    Map<String, Object> saved = saved(node);
    List<String> shapes =
        node.inputMetadata().stream()
            .map(metadata -> metadata.shape() + " " + metadata.dtype().torchName())
            .toList();
    return new PictureNode(
        id,
        node.typeName(),
        box,
        isLeaf(node) ? -1 : node.sequenceNr() - begin,
        entry.next(),
        shapes,
        SavedText.of(saved),
        entry.variable(),
        MultiplyAdds.of(node, saved),
        numbers.value(node),
        numbers.gradient(node));
  }

  /// A saved tensor that was written to since cannot be read: backward would fail here, and the
  /// picture says so.
  private static Map<String, Object> saved(Node node) {
    try {
      return node.saved();
    } catch (TorchException e) {
      return Map.of("unreadable", e.getMessage());
    }
  }

  /// The box of each node.
  private int[] owners() {
    List<Entry> entries = graph.nodes();
    int[] owners = new int[entries.size()];
    Arrays.fill(owners, -1);
    for (int i = 0; i < owners.length; i++) {
      if (!isLeaf(entries.get(i).node())) owners[i] = innermost(entries.get(i).node().sequenceNr());
    }
    // A leaf stands beside the first node that uses it.
    for (int i = 0; i < owners.length; i++) {
      for (Link link : entries.get(i).next()) {
        if (link.node() != null && owners[link.node()] < 0) owners[link.node()] = owners[i];
      }
    }
    for (int i = 0; i < owners.length; i++) owners[i] = Math.max(0, owners[i]);
    return owners;
  }

  /// The last call that began before the node and had not ended: calls are nested, and in order.
  private int innermost(long sequenceNr) {
    int low = 0;
    int high = calls.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (calls.get(middle).call().begin() <= sequenceNr) low = middle + 1;
      else high = middle;
    }
    int box = low; // boxes are one ahead of calls
    while (box > 0 && calls.get(box - 1).end() <= sequenceNr) box = boxes.get(box).parent();
    return box;
  }

  private static boolean isLeaf(Node node) {
    return node instanceof AccumulateGrad;
  }
}
