package dev.gradfn.picture;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The lines of text on an item.
final class ItemText {
  private ItemText() {}

  static List<String> of(View.Item item, View view) {
    return switch (item) {
      case View.Item.OfOutput(var output) -> List.of(output.path(), output.shape().toString());
      case View.Item.OfNode(PictureNode node) -> node(node);
      case View.Item.OfBox(Box box) -> box(box, view);
    };
  }

  private static List<String> node(PictureNode node) {
    List<String> lines = new ArrayList<>();
    lines.add(node.name());
    if (node.variable() != null) lines.add(node.variable());
    lines.addAll(firstOf(node.shapes(), ""));
    return lines;
  }

  private static List<String> box(Box box, View view) {
    List<String> lines = new ArrayList<>();
    lines.add(title(box));
    if (box.calls() > 1) lines.add(again(box));
    lines.addAll(firstOf(box.outputs(), "→ "));
    int nodes = view.nodesBelow(box);
    lines.add(String.format(Locale.ROOT, "%,d node%s", nodes, nodes == 1 ? "" : "s"));
    return lines;
  }

  private static List<String> firstOf(List<String> texts, String before) {
    if (texts.isEmpty()) return List.of();
    String more = texts.size() > 1 ? " + " + (texts.size() - 1) + " more" : "";
    return List.of(before + texts.getFirst() + more);
  }

  static String title(Box box) {
    return box.path().isEmpty() ? box.type() : box.path() + "  " + box.type();
  }

  static String again(Box box) {
    return box.calls() > 1 ? "call " + box.call() + " of " + box.calls() : "";
  }
}
