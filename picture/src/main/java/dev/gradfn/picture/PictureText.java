package dev.gradfn.picture;

import dev.gradfn.trace.AutogradGraph;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/// A picture as an indented tree: boxes, and in each its nodes in the order of the forward pass,
/// each with the nodes that its gradients go to.
final class PictureText {
  private final Picture picture;
  private final List<List<Box>> children;
  private final List<List<PictureNode>> nodes;
  private final BoxFacts facts;
  private final Writer out;

  private PictureText(Picture picture, Writer out) {
    this.picture = picture;
    this.out = out;
    children = picture.childBoxes();
    nodes = picture.nodesByBox();
    facts = new BoxFacts(picture);
  }

  /// One line of a box: a node, or a box within.
  private record Item(long order, PictureNode node, Box box) {}

  static void write(Picture picture, Writer out) throws IOException {
    out.write(picture.title() + "\n");
    for (AutogradGraph.Output output : picture.outputs()) {
      if (output.node() != null) continue;
      out.write(output.path() + "  " + output.shape() + "  grad_fn = None\n");
    }
    new PictureText(picture, out).box(picture.boxes().getFirst(), "");
  }

  private void box(Box box, String indent) throws IOException {
    List<Item> items = new ArrayList<>();
    for (Box child : children.get(box.id())) items.add(new Item(child.begin(), null, child));
    for (PictureNode node : nodes.get(box.id())) items.add(new Item(node.order(), node, null));
    items.sort(Comparator.comparingLong(Item::order));
    for (int i = 0; i < items.size(); i++) {
      boolean last = i == items.size() - 1;
      Item item = items.get(i);
      out.write(indent + (last ? "└─ " : "├─ ") + text(item) + "\n");
      if (item.box() != null) {
        box(item.box(), indent + (last ? "   " : "│  "));
      }
    }
  }

  private String text(Item item) {
    if (item.box() != null) {
      Box box = item.box();
      String again = box.calls() > 1 ? "  (" + ItemText.again(box) + ")" : "";
      String state =
          !box.frozen().isEmpty() || facts.isSilent(box) || facts.isPassed(box)
              ? "  " + facts.text(box)
              : "";
      return ItemText.title(box) + "  " + String.join(", ", box.outputs()) + again + state;
    }
    PictureNode node = item.node();
    String variable = node.variable() == null ? "" : " " + node.variable();
    String shapes = String.join(", ", node.shapes());
    String numbers = String.join("  ", ItemText.numbers(node));
    String head = node.name() + " #" + node.id() + variable + "  " + shapes + inputs(node);
    return numbers.isEmpty() ? head : head + "  " + numbers;
  }

  private String inputs(PictureNode node) {
    if (node.next().isEmpty()) return "";
    return node.next().stream()
        .map(link -> link.node() == null ? "None" : name(picture.nodes().get(link.node())))
        .collect(Collectors.joining(", ", "  of ", ""));
  }

  private static String name(PictureNode node) {
    boolean isNamed = node.variable() != null && !node.variable().equals("?");
    return isNamed ? node.variable() : node.name() + " #" + node.id();
  }
}
