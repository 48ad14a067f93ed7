package dev.gradfn.picture;

import dev.gradfn.trace.AutogradGraph.Link;
import dev.gradfn.trace.AutogradGraph.Output;
import java.io.IOException;
import java.io.Writer;
import java.util.List;

/// A picture for Graphviz: module calls as clusters, edges in the direction of the forward pass.
final class PictureDot {
  private PictureDot() {}

  static void write(Picture picture, Writer out) throws IOException {
    out.write("digraph " + quoted(picture.title()) + " {\n");
    out.write("  node [shape=box, style=rounded, fontname=\"sans-serif\"];\n");
    List<List<Box>> children = picture.childBoxes();
    cluster(picture.boxes().getFirst(), children, picture.nodesByBox(), "  ", out);
    for (PictureNode node : picture.nodes()) {
      for (Link link : node.next()) {
        if (link.node() != null) edge(picture.nodes().get(link.node()), node, link, out);
      }
    }
    for (int i = 0; i < picture.outputs().size(); i++) {
      Output output = picture.outputs().get(i);
      String label = quoted(output.path() + "\n" + output.shape());
      out.write("  out" + i + " [label=" + label + ", shape=oval];\n");
      if (output.node() != null) out.write("  n" + output.node() + " -> out" + i + ";\n");
    }
    out.write("}\n");
  }

  private static void cluster(
      Box box, List<List<Box>> children, List<List<PictureNode>> nodes, String indent, Writer out)
      throws IOException {
    if (box.id() != 0) {
      out.write(indent + "subgraph cluster_" + box.id() + " {\n");
      out.write(indent + "  label=" + quoted(box.path() + "  " + box.type()) + ";\n");
    }
    for (PictureNode node : nodes.get(box.id())) {
      out.write(indent + "  n" + node.id() + label(node) + ";\n");
    }
    for (Box child : children.get(box.id())) cluster(child, children, nodes, indent + "  ", out);
    if (box.id() != 0) out.write(indent + "}\n");
  }

  private static String label(PictureNode node) {
    String text = node.variable() == null ? node.name() : node.name() + "\n" + node.variable();
    return " [label=" + quoted(text) + "]";
  }

  private static void edge(PictureNode from, PictureNode to, Link link, Writer out)
      throws IOException {
    String shape = link.inputNr() < from.shapes().size() ? from.shapes().get(link.inputNr()) : "";
    out.write("  n" + from.id() + " -> n" + to.id() + " [label=" + quoted(shape) + "];\n");
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }
}
