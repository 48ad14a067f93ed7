package dev.gradfn.picture;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// A picture as an indented tree: boxes, and in each its nodes in the order of the forward pass.
final class PictureText {
  private PictureText() {}

  /// One line of a box: a node, or a box within.
  private record Item(long order, PictureNode node, Box box) {}

  static void write(Picture picture, Writer out) throws IOException {
    out.write(picture.title() + "\n");
    box(picture.boxes().getFirst(), picture.childBoxes(), picture.nodesByBox(), "", out);
  }

  private static void box(
      Box box, List<List<Box>> children, List<List<PictureNode>> nodes, String indent, Writer out)
      throws IOException {
    List<Item> items = new ArrayList<>();
    for (PictureNode node : nodes.get(box.id())) items.add(new Item(node.order(), node, null));
    for (Box child : children.get(box.id())) {
      items.add(new Item(firstOrder(child, children, nodes), null, child));
    }
    items.sort(Comparator.comparingLong(Item::order));
    for (int i = 0; i < items.size(); i++) {
      boolean last = i == items.size() - 1;
      Item item = items.get(i);
      out.write(indent + (last ? "└─ " : "├─ ") + text(item) + "\n");
      if (item.box() != null) {
        box(item.box(), children, nodes, indent + (last ? "   " : "│  "), out);
      }
    }
  }

  /// Boxes without nodes come last.
  private static long firstOrder(Box box, List<List<Box>> children, List<List<PictureNode>> nodes) {
    long first = Long.MAX_VALUE;
    for (PictureNode node : nodes.get(box.id())) {
      if (node.order() >= 0) first = Math.min(first, node.order());
    }
    for (Box child : children.get(box.id())) {
      first = Math.min(first, firstOrder(child, children, nodes));
    }
    return first;
  }

  private static String text(Item item) {
    if (item.box() != null) {
      Box box = item.box();
      String again = box.calls() > 1 ? "  (call " + box.call() + " of " + box.calls() + ")" : "";
      return ItemText.title(box) + "  " + String.join(", ", box.outputs()) + again;
    }
    PictureNode node = item.node();
    String variable = node.variable() == null ? "" : "  " + node.variable();
    return node.name() + variable + "  " + String.join(", ", node.shapes());
  }
}
