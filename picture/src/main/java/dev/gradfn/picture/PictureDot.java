package dev.gradfn.picture;

import dev.gradfn.trace.AutogradGraph.Link;
import dev.gradfn.trace.AutogradGraph.Output;
import java.io.IOException;
import java.io.Writer;
import java.util.List;

/// A picture for Graphviz: module calls as clusters, edges in the direction of the forward pass,
/// dashed where no gradient comes back.
final class PictureDot {
  private final Picture picture;
  private final List<List<Box>> children;
  private final List<List<PictureNode>> nodes;
  private final BoxFacts facts;
  private final Writer out;

  private PictureDot(Picture picture, Writer out) {
    this.picture = picture;
    this.out = out;
    children = picture.childBoxes();
    nodes = picture.nodesByBox();
    facts = new BoxFacts(picture);
  }

  static void write(Picture picture, Writer out) throws IOException {
    out.write("digraph " + quoted(picture.title()) + " {\n");
    out.write("  node [shape=box, style=rounded, fontname=\"sans-serif\"];\n");
    new PictureDot(picture, out).write();
    out.write("}\n");
  }

  private void write() throws IOException {
    cluster(picture.boxes().getFirst(), "  ");
    for (PictureNode node : picture.nodes()) {
      for (Link link : node.next()) {
        if (link.node() != null) edge(picture.nodes().get(link.node()), node, link);
      }
    }
    for (int i = 0; i < picture.outputs().size(); i++) output(i, picture.outputs().get(i));
    for (Flow flow : picture.flows()) edge(flow);
  }

  private void cluster(Box box, String indent) throws IOException {
    if (facts.isPassed(box)) return;
    if (isEmpty(box)) {
      String text = ItemText.title(box) + "\n" + facts.text(box);
      out.write(indent + boxName(box) + " [label=" + quoted(text) + ", style=dashed];\n");
      return;
    }
    if (box.id() != 0) {
      out.write(indent + "subgraph cluster_" + box.id() + " {\n");
      out.write(indent + "  label=" + quoted(title(box)) + ";\n");
      if (facts.isSilent(box)) out.write(indent + "  style=dashed;\n");
    }
    for (PictureNode node : nodes.get(box.id())) {
      out.write(indent + "  n" + node.id() + label(node) + ";\n");
    }
    for (Box child : children.get(box.id())) cluster(child, indent + "  ");
    if (box.id() != 0) out.write(indent + "}\n");
  }

  private boolean isEmpty(Box box) {
    return box.id() != 0 && children.get(box.id()).isEmpty() && nodes.get(box.id()).isEmpty();
  }

  private String title(Box box) {
    String title = ItemText.title(box);
    return box.frozen().isEmpty() ? title : title + "\n" + facts.text(box);
  }

  private void output(int number, Output output) throws IOException {
    String label = quoted(output.path() + "\n" + output.shape());
    out.write("  out" + number + " [label=" + label + ", shape=oval];\n");
    if (output.node() != null) out.write("  n" + output.node() + " -> out" + number + ";\n");
  }

  private static String label(PictureNode node) {
    String text = node.variable() == null ? node.name() : node.name() + "\n" + node.variable();
    return " [label=" + quoted(text) + "]";
  }

  private void edge(PictureNode from, PictureNode to, Link link) throws IOException {
    String shape = link.inputNr() < from.shapes().size() ? from.shapes().get(link.inputNr()) : "";
    out.write("  n" + from.id() + " -> n" + to.id() + " [label=" + quoted(shape) + "];\n");
  }

  private void edge(Flow flow) throws IOException {
    String to =
        switch (flow.to()) {
          case BOX -> boxName(picture.boxes().get(flow.number()));
          case NODE -> "n" + flow.number();
          case OUTPUT -> "out" + flow.number();
        };
    String from = boxName(picture.boxes().get(flow.from()));
    String label = quoted(flow.shape());
    out.write("  " + from + " -> " + to + " [label=" + label + ", style=dashed];\n");
  }

  /// An edge needs a node at each end: a box with contents lends its first.
  private String boxName(Box box) {
    if (!nodes.get(box.id()).isEmpty()) return "n" + nodes.get(box.id()).getFirst().id();
    List<Box> parts = children.get(box.id());
    return parts.isEmpty() ? "b" + box.id() : boxName(parts.getFirst());
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }
}
