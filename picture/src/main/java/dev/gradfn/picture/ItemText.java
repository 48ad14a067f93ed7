package dev.gradfn.picture;

import dev.gradfn.trace.AutogradGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The lines of text on an item.
final class ItemText {
  private static final int LONGEST = 40;

  private ItemText() {}

  static List<String> of(View.Item item, View view) {
    return switch (item) {
      case View.Item.OfOutput(var output) -> output(output);
      case View.Item.OfNode(PictureNode node) -> node(node);
      case View.Item.OfBox(Box box) -> box(box, view);
    };
  }

  private static List<String> output(AutogradGraph.Output output) {
    List<String> lines = new ArrayList<>(List.of(output.path(), output.shape().toString()));
    if (output.node() == null) lines.add("grad_fn = None");
    return lines;
  }

  private static List<String> node(PictureNode node) {
    List<String> lines = new ArrayList<>();
    lines.add(node.name());
    if (node.variable() != null) lines.add(node.variable());
    lines.addAll(firstOf(node.shapes(), ""));
    lines.addAll(numbers(node));
    String kept = savedTensors(node);
    if (!kept.isEmpty()) lines.add("keeps " + kept);
    return lines;
  }

  private static List<String> box(Box box, View view) {
    List<String> lines = new ArrayList<>();
    lines.add(title(box));
    if (box.calls() > 1) lines.add(again(box));
    lines.addAll(firstOf(box.outputs(), "→ "));
    lines.add(view.facts().text(box));
    return lines;
  }

  /// Names of the saved fields that are tensors: as text they begin with shape and type.
  private static String savedTensors(PictureNode node) {
    return node.saved().entrySet().stream()
        .filter(field -> field.getValue().matches("\\[[\\d, ]*\\] [a-z]\\S*.*"))
        .map(Map.Entry::getKey)
        .collect(Collectors.joining(", "));
  }

  /// Value and gradient, where they are known.
  static List<String> numbers(PictureNode node) {
    List<String> lines = new ArrayList<>();
    if (node.value() != null) lines.add("= " + bare(node.value()));
    if (node.gradient() != null) lines.add("gradient " + bare(node.gradient()));
    return lines;
  }

  /// Without the word around them, and no longer than a node is wide.
  private static String bare(String tensor) {
    String bare = tensor.replaceFirst("^tensor\\((.*)\\)$", "$1");
    return bare.length() <= LONGEST ? bare : bare.substring(0, LONGEST - 1) + "…";
  }

  private static List<String> firstOf(List<String> texts, String before) {
    if (texts.isEmpty()) return List.of();
    String more = texts.size() > 1 ? " + " + (texts.size() - 1) + " more" : "";
    return List.of(before + texts.getFirst() + more);
  }

  static String title(Box box) {
    return box.label().isEmpty() ? box.type() : box.label() + "  " + box.type();
  }

  static String again(Box box) {
    return box.calls() > 1 ? "call " + box.call() + " of " + box.calls() : "";
  }
}
