package dev.gradfn.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/// Rows of text in columns. Where they do not fit, the least important columns are left out, then
/// the first is cut.
final class SummaryTable {
  private static final String GAP = "  ";
  private static final int LEAST_FIRST = 20;

  /// @param importance of columns that do not fit, the lowest goes first
  private record Column(String header, int importance, boolean right, List<String> cells) {
    int width() {
      return cells.stream().mapToInt(String::length).reduce(header.length(), Math::max);
    }

    String padded(String cell, int width) {
      String cut = cell.length() > width ? cell.substring(0, width - 1) + "…" : cell;
      String blanks = " ".repeat(width - cut.length());
      return right ? blanks + cut : cut + blanks;
    }
  }

  /// How wide a table may be: as the user says, else as the terminal says.
  ///
  /// @param wanted by the user; null for nothing
  /// @param narrow where the terminal says nothing
  static int columns(Integer wanted, int narrow) {
    if (wanted != null) return wanted;
    String given = System.getenv("COLUMNS");
    return given != null && given.matches("[1-9]\\d{0,4}") ? Integer.parseInt(given) : narrow;
  }

  private final List<Column> columns = new ArrayList<>();

  void column(String header, int importance, boolean right, List<String> cells) {
    columns.add(new Column(header, importance, right, cells));
  }

  /// @return headers of the columns that were left out
  List<String> print(PrintWriter out, int width) {
    List<Column> shown = new ArrayList<>(columns);
    List<String> left = new ArrayList<>();
    while (shown.size() > 1 && width(shown) - shown.get(0).width() + LEAST_FIRST > width) {
      Column least = shown.get(1);
      for (Column column : shown.subList(1, shown.size())) {
        if (column.importance() < least.importance()) least = column;
      }
      shown.remove(least);
      left.add(least.header());
    }
    int first = Math.max(LEAST_FIRST, width - (width(shown) - shown.get(0).width()));
    line(shown, first, null, out);
    for (int row = 0; row < shown.get(0).cells().size(); row++) line(shown, first, row, out);
    return left;
  }

  private static int width(List<Column> columns) {
    return columns.stream().mapToInt(Column::width).sum() + GAP.length() * (columns.size() - 1);
  }

  private static void line(List<Column> shown, int first, Integer row, PrintWriter out) {
    List<String> cells = new ArrayList<>();
    for (Column column : shown) {
      String cell = row == null ? column.header() : column.cells().get(row);
      int width = column == shown.get(0) ? Math.min(first, column.width()) : column.width();
      cells.add(column.padded(cell, width));
    }
    out.println(String.join(GAP, cells).stripTrailing());
  }
}
