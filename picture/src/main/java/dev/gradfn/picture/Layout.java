package dev.gradfn.picture;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
  record Route(View.Arrow arrow, List<Double> points) {}

  private static final double LINE = 16;
  private static final double LETTER = 7;
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
      edges.put(
          arrow, ElkGraphUtil.createSimpleEdge(nodes.get(arrow.from()), nodes.get(arrow.to())));
    }
    new RecursiveGraphLayoutEngine().layout(graph, new BasicProgressMonitor());
    List<Place> places = new ArrayList<>();
    nodes.forEach((item, n) ->
        places.add(
            new Place(item, n.getX(), n.getY(), n.getWidth(), n.getHeight(), inner.get(item))));
    List<Route> routes = new ArrayList<>();
    edges.forEach((arrow, edge) -> routes.add(new Route(arrow, points(edge))));
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
    graph.setProperty(LayeredOptions.SPACING_NODE_NODE_BETWEEN_LAYERS, 36.0);
    graph.setProperty(CoreOptions.PADDING, new ElkPadding(MARGIN + head, MARGIN, MARGIN, MARGIN));
    return graph;
  }

  private static double widthOf(List<String> lines) {
    return 22 + LETTER * lines.stream().mapToInt(String::length).max().orElse(0);
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
