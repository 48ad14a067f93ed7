package dev.gradfn.picture;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.elk.alg.layered.options.EdgeLabelSideSelection;
import org.eclipse.elk.alg.layered.options.LayeredOptions;
import org.eclipse.elk.core.RecursiveGraphLayoutEngine;
import org.eclipse.elk.core.math.ElkPadding;
import org.eclipse.elk.core.options.CoreOptions;
import org.eclipse.elk.core.options.Direction;
import org.eclipse.elk.core.options.EdgeRouting;
import org.eclipse.elk.core.util.BasicProgressMonitor;
import org.eclipse.elk.graph.ElkBendPoint;
import org.eclipse.elk.graph.ElkEdge;
import org.eclipse.elk.graph.ElkEdgeSection;
import org.eclipse.elk.graph.ElkLabel;
import org.eclipse.elk.graph.ElkNode;
import org.eclipse.elk.graph.util.ElkGraphUtil;

/// Where the items of one open box go, in pixels: ELK's layered layout, from top to bottom. Open
/// boxes inside are laid out first.
///
/// @param width of the box, its margins and head included
/// @param head height of the strip for the title
record Layout(double width, double height, double head, List<Place> places, List<Route> routes) {
  /// @param x left edge within the box
  /// @param inner of an open box; else null
  record Place(View.Item item, double x, double y, double width, double height, Layout inner) {}

  /// @param points x and y in turn, from start to end
  /// @param text of the label
  /// @param x left edge of the label
  /// @param y its upper edge
  record Route(View.Arrow arrow, List<Double> points, String text, double x, double y) {}

  private static final double LINE = 16;
  private static final double LETTER = 7;
  private static final double BOLD_LETTER = 7.7;
  private static final double SMALL_LETTER = 6;
  private static final double SMALL_LINE = 12;
  private static final double HEAD = 26;
  private static final double MARGIN = 14;

  static Layout of(View view, Box box) {
    double head = box.id() == 0 ? 0 : HEAD;
    ElkNode graph = graph(head);
    Map<View.Item, ElkNode> nodes = new LinkedHashMap<>();
    Map<View.Item, Layout> inner = new LinkedHashMap<>();
    for (View.Item item : view.items(box)) {
      ElkNode node = ElkGraphUtil.createNode(graph);
      nodes.put(item, node);
      if (item instanceof View.Item.OfBox(Box part) && view.isOpen(part)) {
        Layout layout = of(view, part);
        inner.put(item, layout);
        node.setDimensions(layout.width, layout.height);
      } else {
        List<String> lines = ItemText.of(item, view);
        node.setDimensions(widthOf(lines), 14 + LINE * lines.size());
      }
    }
    Map<View.Arrow, ElkEdge> edges = new LinkedHashMap<>();
    for (View.Arrow arrow : view.arrows(box)) {
      edges.put(arrow, edge(arrow, nodes));
    }
    new RecursiveGraphLayoutEngine().layout(graph, new BasicProgressMonitor());
    List<Place> places = new ArrayList<>();
    nodes.forEach((item, n) ->
        places.add(
            new Place(item, n.getX(), n.getY(), n.getWidth(), n.getHeight(), inner.get(item))));
    List<Route> routes = new ArrayList<>();
    edges.forEach((arrow, edge) -> {
      ElkLabel label = edge.getLabels().getFirst();
      routes.add(new Route(arrow, points(edge), label.getText(), label.getX(), label.getY()));
    });
    double title = widthOf(List.of(ItemText.title(box) + ItemText.again(box))) + 30;
    double width = Math.max(graph.getWidth(), box.id() == 0 ? 0 : title);
    return new Layout(width, graph.getHeight(), head, places, routes);
  }

  private static ElkNode graph(double head) {
    ElkNode graph = ElkGraphUtil.createGraph();
    graph.setProperty(CoreOptions.ALGORITHM, LayeredOptions.ALGORITHM_ID);
    graph.setProperty(CoreOptions.DIRECTION, Direction.DOWN);
    graph.setProperty(CoreOptions.EDGE_ROUTING, EdgeRouting.POLYLINE);
    graph.setProperty(CoreOptions.SPACING_NODE_NODE, 22.0);
    graph.setProperty(LayeredOptions.SPACING_NODE_NODE_BETWEEN_LAYERS, 18.0);
    graph.setProperty(CoreOptions.SPACING_EDGE_LABEL, 4.0);
    graph.setProperty(
        LayeredOptions.EDGE_LABELS_SIDE_SELECTION, EdgeLabelSideSelection.ALWAYS_DOWN);
    graph.setProperty(CoreOptions.PADDING, new ElkPadding(MARGIN + head, MARGIN, MARGIN, MARGIN));
    return graph;
  }

  /// With its label, so that the layout leaves room for it.
  private static ElkEdge edge(View.Arrow arrow, Map<View.Item, ElkNode> nodes) {
    ElkEdge edge = ElkGraphUtil.createSimpleEdge(nodes.get(arrow.from()), nodes.get(arrow.to()));
    String text = arrow.label().replaceFirst(" float32$", "");
    ElkLabel label = ElkGraphUtil.createLabel(text, edge);
    label.setDimensions(SMALL_LETTER * text.length(), SMALL_LINE);
    return edge;
  }

  /// The first line is bold.
  private static double widthOf(List<String> lines) {
    double rest = lines.stream().skip(1).mapToInt(String::length).max().orElse(0) * LETTER;
    return 22 + Math.max(rest, lines.getFirst().length() * BOLD_LETTER);
  }

  private static List<Double> points(ElkEdge edge) {
    ElkEdgeSection section = edge.getSections().getFirst();
    List<Double> points = new ArrayList<>(List.of(section.getStartX(), section.getStartY()));
    for (ElkBendPoint bend : section.getBendPoints()) {
      points.add(bend.getX());
      points.add(bend.getY());
    }
    points.add(section.getEndX());
    points.add(section.getEndY());
    return points;
  }
}
