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

  /// @param label shape of the tensor that goes this way (twice: `2 × [3]`), or how many do
  record Arrow(Item from, Item to, String label) {}

  private record Ends(Item from, Item to) {}

  /// Up to this many nodes a picture is open from the start.
  private static final int SMALL_GRAPH = 60;

  private final Picture picture;
  private final Set<Integer> open = new TreeSet<>();
  private final int[] nodesBelow;
  private final List<List<Box>> children;
  private final List<List<PictureNode>> nodes;
  private final Map<Integer, Map<Ends, List<String>>> arrows = new LinkedHashMap<>();

  private View(Picture picture) {
    this.picture = picture;
    nodesBelow = picture.nodesBelow();
    children = picture.childBoxes();
    nodes = picture.nodesByBox();
  }

  /// A small graph whole; of a large one the first boxes that have parts: the layers.
  static View first(Picture picture) {
    View view = new View(picture);
    if (picture.nodes().size() <= SMALL_GRAPH) picture.boxes().forEach(b -> view.open.add(b.id()));
    else view.openToLayers();
    view.collectArrows();
    return view;
  }

  private void openToLayers() {
    Box box = picture.boxes().getFirst();
    while (true) {
      open.add(box.id());
      List<Box> parts = withNodes(box);
      if (parts.size() != 1) return;
      box = parts.getFirst();
    }
  }

  private List<Box> withNodes(Box box) {
    return children.get(box.id()).stream().filter(b -> nodesBelow[b.id()] > 0).toList();
  }

  boolean isOpen(Box box) {
    return open.contains(box.id());
  }

  int nodesBelow(Box box) {
    return nodesBelow[box.id()];
  }

  List<Item> items(Box container) {
    List<Item> items = new ArrayList<>();
    for (Box box : withNodes(container)) items.add(new Item.OfBox(box));
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
          found.add(new Arrow(ends.from(), ends.to(), label(shapes)));
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
    for (Output output : picture.outputs()) {
      if (output.node() == null) continue;
      PictureNode node = picture.nodes().get(output.node());
      put(0, standIn(node, 0), new Item.OfOutput(output), output.shape().toString());
    }
  }

  private void collect(PictureNode from, PictureNode to, int outputNr) {
    List<Integer> one = chain(from);
    List<Integer> two = chain(to);
    int depth = 0;
    while (depth + 1 < Math.min(one.size(), two.size())
        && one.get(depth + 1).equals(two.get(depth + 1))) {
      depth++;
    }
    if (!open.containsAll(one.subList(0, depth + 1))) return;
    String shape = outputNr < from.shapes().size() ? from.shapes().get(outputNr) : "";
    put(one.get(depth), standIn(from, depth), standIn(to, depth), shape);
  }

  private void put(int container, Item from, Item to, String shape) {
    arrows
        .computeIfAbsent(container, key -> new LinkedHashMap<>())
        .computeIfAbsent(new Ends(from, to), key -> new ArrayList<>())
        .add(shape);
  }

  /// Boxes around a node, the outermost first.
  private List<Integer> chain(PictureNode node) {
    List<Integer> chain = new ArrayList<>();
    for (int box = node.box(); box >= 0; box = picture.boxes().get(box).parent()) chain.add(box);
    return chain.reversed();
  }

  /// What stands for a node directly inside the box at a depth of its chain.
  private Item standIn(PictureNode node, int depth) {
    List<Integer> chain = chain(node);
    if (depth + 1 == chain.size()) return new Item.OfNode(node);
    return new Item.OfBox(picture.boxes().get(chain.get(depth + 1)));
  }
}
