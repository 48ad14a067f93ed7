package dev.gradfn.bench;

import java.util.List;
import java.util.Locale;

/// Ratios as bars in an SVG file: below 1, where a line stands, we are faster, or need less memory.
final class BarChart {
  private static final int LABEL = 430;
  private static final int UNIT = 220;
  private static final int HEIGHT = 18;

  /// Longer bars are cut here.
  private static final double MOST = 2;

  private static final String REACHED = "#2a7f62";
  private static final String MISSED = "#c8553d";
  private static final String PLAIN = "#5b7db1";

  private BarChart() {}

  static String of(List<Row> rows) {
    List<Row> shown = rows.stream().filter(row -> !Double.isNaN(row.ratio())).toList();
    int width = (int) (LABEL + MOST * UNIT + 80);
    int height = (shown.size() + 3) * HEIGHT;
    StringBuilder svg = new StringBuilder();
    svg.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" \
        font-family="sans-serif" font-size="11">
        <rect width="100%%" height="100%%" fill="white"/>
        <text x="8" y="14" font-weight="bold">gradfn / peer: time, or memory; less is better</text>
        """
            .formatted(width, height, width, height));
    for (int i = 0; i < shown.size(); i++) svg.append(bar(shown.get(i), (i + 1) * HEIGHT + 4));
    svg.append(
        "<line x1=\"%d\" y1=\"20\" x2=\"%d\" y2=\"%d\" stroke=\"black\" stroke-dasharray=\"3 2\"/>\n"
            .formatted(LABEL + UNIT, LABEL + UNIT, height - HEIGHT));
    return svg.append("</svg>\n").toString();
  }

  private static String bar(Row row, int y) {
    double ratio = row.ratio();
    String colour = row.goal() == null ? PLAIN : row.isReached() ? REACHED : MISSED;
    String label =
        row.name() + (row.memory() ? "-memory" : "") + ", " + row.backend() + " / " + row.peer();
    int length = (int) Math.round(Math.min(ratio, MOST) * UNIT);
    return String.format(
        Locale.ROOT,
        """
        <text x="8" y="%d">%s</text><rect x="%d" y="%d" width="%d" height="%d" fill="%s"/>\
        <text x="%d" y="%d">%s%s</text>%s
        """,
        y + 12,
        label,
        LABEL,
        y + 2,
        length,
        HEIGHT - 5,
        colour,
        LABEL + length + 4,
        y + 12,
        Report.number(ratio),
        ratio > MOST ? " (cut)" : "",
        goalMark(row, y));
  }

  private static String goalMark(Row row, int y) {
    if (row.goal() == null) return "";
    int x = (int) Math.round(LABEL + row.goal() * UNIT);
    return "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"black\" stroke-width=\"2\"/>"
        .formatted(x, y, x, y + HEIGHT - 2);
  }
}
