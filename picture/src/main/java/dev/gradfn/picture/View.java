package dev.gradfn.picture;

import dev.gradfn.trace.AutogradGraph.Link;
import dev.gradfn.trace.AutogradGraph.Output;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// What of a picture is seen while some boxes are open: the items in each open box and the edges
/// between them. An edge belongs to the innermost open box around both its ends, and ends there at
/// the items that stand for them.
final class View {
  /// Something drawn: a box, a node or an output.
  sealed interface Item {
    record OfBox(Box box) implements Item {}

    record OfNode(PictureNode node) implements Item {}

    record OfOutput(Output output) implements Item {}
  }

  /// @param recorded whether gradients come back this way
  /// @param label shape of the tensor that goes this way (twice: `2 × [3]`), or how many do
  record Arrow(Item from, Item to, boolean recorded, String label) {}

  private record Ends(Item from, Item to, boolean recorded) {}

  /// One end of an arrow.
  ///
  /// @param boxes around it, the outermost first; the last is itself where `node` is null
  private record Spot(List<Integer> boxes, PictureNode node) {}

  /// Up to this many nodes and boxes without any, a picture is open from the start.
  private static final int SMALL_GRAPH = 60;

  private final Picture picture;
  private final Set<Integer> open = new TreeSet<>();
  private final BoxFacts facts;
  private final List<List<Box>> children;
  private final List<List<PictureNode>> nodes;
  private final Map<Integer, Map<Ends, List<String>>> arrows = new LinkedHashMap<>();

  private View(Picture picture) {
    this.picture = picture;
    facts = new BoxFacts(picture);
    children = picture.childBoxes();
    nodes = picture.nodesByBox();
  }

  /// A small graph whole; of a large one the first boxes that have parts: the layers.
  static View first(Picture picture) {
    View view = new View(picture);
    long silent = picture.boxes().stream().filter(view.facts::isSilent).count();
    boolean isSmall = picture.nodes().size() + silent <= SMALL_GRAPH;
    if (isSmall) picture.boxes().forEach(box -> view.open(box));
    else view.openToLayers();
    view.collectArrows();
    return view;
  }

  private void openToLayers() {
    Box box = picture.boxes().getFirst();
    while (true) {
      open(box);
      List<Box> parts = parts(box);
      if (parts.size() != 1) return;
      box = parts.getFirst();
    }
  }

  /// Nothing is in a module without parts that recorded nothing.
  private void open(Box box) {
    boolean isEmpty = parts(box).isEmpty() && nodes.get(box.id()).isEmpty();
    if (box.id() == 0 || !isEmpty) open.add(box.id());
  }

  private List<Box> parts(Box box) {
    return children.get(box.id()).stream().filter(part -> !facts.isPassed(part)).toList();
  }

  boolean isOpen(Box box) {
    return open.contains(box.id());
  }

  BoxFacts facts() {
    return facts;
  }

  List<Item> items(Box container) {
    List<Item> items = new ArrayList<>();
    for (Box box : parts(container)) items.add(new Item.OfBox(box));
    for (PictureNode node : nodes.get(container.id())) items.add(new Item.OfNode(node));
    if (container.id() != 0) return items;
    for (Output output : picture.outputs()) items.add(new Item.OfOutput(output));
    return items;
  }

  List<Arrow> arrows(Box container) {
    List<Arrow> found = new ArrayList<>();
    arrows
        .getOrDefault(container.id(), Map.of())
        .forEach((ends, shapes) -> {
          found.add(new Arrow(ends.from(), ends.to(), ends.recorded(), label(shapes)));
        });
    return found;
  }

  private static String label(List<String> shapes) {
    int count = shapes.size();
    if (count == 1) return shapes.getFirst();
    boolean same = shapes.stream().distinct().count() == 1;
    return same ? count + " × " + shapes.getFirst() : count + " tensors";
  }

  private void collectArrows() {
    for (PictureNode node : picture.nodes()) {
      for (Link link : node.next()) {
        if (link.node() != null) collect(picture.nodes().get(link.node()), node, link.inputNr());
      }
    }
    for (Flow flow : picture.flows()) collect(flow);
    for (Output output : picture.outputs()) {
      if (output.node() == null) continue;
      PictureNode node = picture.nodes().get(output.node());
      toOutput(spot(node), output, true);
    }
  }

  private void toOutput(Spot from, Output output, boolean recorded) {
    Ends ends = new Ends(standIn(from, 0), new Item.OfOutput(output), recorded);
    put(0, ends, output.shape().toString());
  }

  private void collect(PictureNode from, PictureNode to, int outputNr) {
    String shape = outputNr < from.shapes().size() ? from.shapes().get(outputNr) : "";
    collect(spot(from), spot(to), true, shape);
  }

  private void collect(Flow flow) {
    Spot from = spot(flow.from());
    switch (flow.to()) {
      case BOX -> collect(from, spot(flow.number()), false, flow.shape());
      case NODE -> collect(from, spot(picture.nodes().get(flow.number())), false, flow.shape());
      case OUTPUT -> toOutput(from, picture.outputs().get(flow.number()), false);
    }
  }

  private void collect(Spot from, Spot to, boolean recorded, String shape) {
    List<Integer> one = from.boxes();
    List<Integer> two = to.boxes();
    int depth = 0;
    while (depth + 1 < Math.min(one.size(), two.size())
        && one.get(depth + 1).equals(two.get(depth + 1))) {
      depth++;
    }
    if (!open.containsAll(one.subList(0, depth + 1))) return;
    put(one.get(depth), new Ends(standIn(from, depth), standIn(to, depth), recorded), shape);
  }

  /// One tensor may go unrecorded to several calls in a box: one arrow.
  private void put(int container, Ends ends, String shape) {
    List<String> shapes =
        arrows
            .computeIfAbsent(container, key -> new LinkedHashMap<>())
            .computeIfAbsent(ends, key -> new ArrayList<>());
    if (ends.recorded() || !shapes.contains(shape)) shapes.add(shape);
  }

  private Spot spot(PictureNode node) {
    return new Spot(chain(node.box()), node);
  }

  private Spot spot(int box) {
    return new Spot(chain(box), null);
  }

  private List<Integer> chain(int innermost) {
    List<Integer> chain = new ArrayList<>();
    for (int box = innermost; box >= 0; box = picture.boxes().get(box).parent()) chain.add(box);
    return chain.reversed();
  }

  /// What stands for a spot directly inside the box at a depth of its chain.
  private Item standIn(Spot spot, int depth) {
    if (depth + 1 == spot.boxes().size()) return new Item.OfNode(spot.node());
    return new Item.OfBox(picture.boxes().get(spot.boxes().get(depth + 1)));
  }
}
