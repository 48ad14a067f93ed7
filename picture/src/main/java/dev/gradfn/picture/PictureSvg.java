package dev.gradfn.picture;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Locale;

/// A picture as an image: a small graph whole, of a large one its layers (the page opens them).
final class PictureSvg {
  private static final String STYLE =
      """
      svg { background: #fff } text { font: 12px system-ui, 'DejaVu Sans', sans-serif; fill: #1d2329 }
      .n { font-weight: 600 } .s { font-size: 11px; fill: #555f69 }
      .box { fill: #f1f3f5; stroke: #9aa5b1 } .open { fill: #fbfbfa; stroke: #9aa5b1 }
      .node { fill: #eaf2fd; stroke: #7ea6dd } .leaf { fill: #fff5d9; stroke: #d3ae4b }
      .output { fill: #e4f5e7; stroke: #67b27a }
      .silent { fill: #fff; stroke: #7d8893; stroke-dasharray: 5 3 }
      .e { fill: none; stroke: #8a949e; stroke-width: 1.2 } .a { fill: #8a949e }
      .u { stroke-dasharray: 5 3 }
      .l { font-size: 10px; fill: #555f69; paint-order: stroke; stroke: #fff; stroke-width: 3px }
      """;

  private final View view;
  private final Writer out;

  private PictureSvg(View view, Writer out) {
    this.view = view;
    this.out = out;
  }

  static void write(Picture picture, Writer out) throws IOException {
    View view = View.first(picture);
    Layout layout = Layout.of(view, picture.boxes().getFirst());
    out.write(
        format(
            "<svg xmlns='http://www.w3.org/2000/svg' width='%.0f' height='%.0f'"
                + " viewBox='0 0 %.0f %.0f'>\n",
            layout.width(), layout.height(), layout.width(), layout.height()));
    out.write("<title>" + escaped(picture.title()) + "</title>\n<style>\n" + STYLE + "</style>\n");
    out.write(
        "<defs><marker id='a' viewBox='0 0 8 8' refX='7' refY='4' markerUnits='userSpaceOnUse'"
            + " markerWidth='9' markerHeight='9' orient='auto'>"
            + "<path class='a' d='M0 0L8 4L0 8z'/></marker></defs>\n");
    new PictureSvg(view, out).inside(layout);
    out.write("</svg>\n");
  }

  private void inside(Layout layout) throws IOException {
    for (Layout.Route route : layout.routes()) arrow(route);
    for (Layout.Place place : layout.places()) place(place);
  }

  private void arrow(Layout.Route route) throws IOException {
    StringBuilder path = new StringBuilder();
    List<Double> points = route.points();
    for (int i = 0; i < points.size(); i += 2) {
      path.append(format("%s%.1f %.1f", i == 0 ? "M" : "L", points.get(i), points.get(i + 1)));
    }
    String kind = route.arrow().recorded() ? "e" : "e u";
    out.write("<path class='" + kind + "' marker-end='url(#a)' d='" + path + "'/>\n");
    out.write(
        format(
            "<text class='l' x='%.1f' y='%.1f'>%s</text>\n",
            route.x(), route.y() + 10, escaped(route.text())));
  }

  private void place(Layout.Place place) throws IOException {
    out.write(format("<g transform='translate(%.1f,%.1f)'>\n", place.x(), place.y()));
    out.write(
        format(
            "<rect class='%s' width='%.1f' height='%.1f' rx='%d'/>\n",
            kind(place), place.width(), place.height(), isNode(place) ? 12 : 6));
    if (place.inner() != null && place.item() instanceof View.Item.OfBox(Box box)) {
      String title = escaped(ItemText.title(box));
      out.write("<text class='n' x='10' y='17'>" + title + "</text>\n");
      String again = "<text class='s' text-anchor='end' x='%.1f' y='17'>%s</text>\n";
      if (box.calls() > 1) out.write(format(again, place.width() - 10, ItemText.again(box)));
      inside(place.inner());
    } else {
      lines(place);
    }
    out.write("</g>\n");
  }

  private void lines(Layout.Place place) throws IOException {
    int y = 20;
    for (String line : ItemText.of(place.item(), view)) {
      out.write(
          format(
              "<text class='%s' text-anchor='middle' x='%.1f' y='%d'>%s</text>\n",
              y == 20 ? "n" : "s", place.width() / 2, y, escaped(line)));
      y += 16;
    }
  }

  private static boolean isNode(Layout.Place place) {
    return place.item() instanceof View.Item.OfNode;
  }

  private String kind(Layout.Place place) {
    return switch (place.item()) {
      case View.Item.OfBox(Box box) ->
          (place.inner() == null ? "box" : "open") + (view.facts().isSilent(box) ? " silent" : "");
      case View.Item.OfNode(PictureNode node) -> node.variable() == null ? "node" : "leaf";
      case View.Item.OfOutput output -> "output";
    };
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;");
  }
}
