package dev.gradfn.yolov5;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Values of a config as the types that they stand for; errors name the key.
final class ConfigValues {
  /// More repeats, channels or anchors than any network has.
  static final long LARGEST = 1 << 20;

  private ConfigValues() {}

  static int integer(String what, Object value) {
    if (value instanceof Long number && Math.abs(number) <= LARGEST) return number.intValue();
    throw wrong(what, "an integer up to " + LARGEST, value);
  }

  static int positiveInteger(String what, Object value) {
    int number = integer(what, value);
    if (number >= 1) return number;
    throw wrong(what, "an integer from 1", value);
  }

  static double number(String what, Object value) {
    if (value instanceof Number number) return number.doubleValue();
    throw wrong(what, "a number", value);
  }

  static double positive(String what, Object value) {
    double number = number(what, value);
    if (number > 0 && number <= LARGEST) return number;
    throw wrong(what, "a number above 0", value);
  }

  static boolean bool(String what, Object value) {
    if (value instanceof Boolean flag) return flag;
    throw wrong(what, "True or False", value);
  }

  static List<?> list(String what, Object value) {
    if (value instanceof List<?> list) return list;
    throw wrong(what, "a list", value);
  }

  /// A number of anchors per level, or per level a list of widths and heights.
  static YoloConfig.Anchors anchors(Object value) {
    if (value instanceof Long) {
      return new YoloConfig.Anchors(null, positiveInteger("anchors", value));
    }
    List<?> levels = list("anchors", value);
    double[][] pixels = new double[levels.size()][];
    for (int i = 0; i < pixels.length; i++) {
      List<?> level = list("anchors[" + i + "]", levels.get(i));
      pixels[i] = new double[level.size()];
      for (int j = 0; j < pixels[i].length; j++) pixels[i][j] = number("anchors", level.get(j));
      if (pixels[i].length < 2 || pixels[i].length != pixels[0].length || pixels[i].length % 2 > 0)
        throw wrong("anchors[" + i + "]", "pairs, as many as in every level", level);
    }
    if (pixels.length == 0) throw wrong("anchors", "at least one level", value);
    return new YoloConfig.Anchors(pixels, pixels[0].length / 2);
  }

  /// Rows as `[from, number, module, args]`, or already as rows.
  static List<YoloConfig.Row> rows(String what, Object value) {
    List<YoloConfig.Row> rows = new ArrayList<>();
    for (Object item : list(what, value)) {
      String place = what + "[" + rows.size() + "]";
      rows.add(item instanceof YoloConfig.Row row ? row : row(place, list(place, item)));
    }
    return rows;
  }

  private static YoloConfig.Row row(String what, List<?> row) {
    if (row.size() != 4) throw wrong(what, "[from, number, module, args]", row);
    List<Integer> from = new ArrayList<>();
    boolean asList = row.get(0) instanceof List<?>;
    List<?> sources = asList ? list(what, row.get(0)) : row.subList(0, 1);
    for (Object source : sources) from.add(integer(what + ": from", source));
    if (from.isEmpty()) throw wrong(what + ": from", "at least one layer", row.get(0));
    if (!(row.get(2) instanceof String module)) {
      throw wrong(what + ": module", "a class name", row.get(2));
    }
    int number = positiveInteger(what + ": number", row.get(1));
    List<Object> args = new ArrayList<>(list(what + ": args", row.get(3)));
    return new YoloConfig.Row(from, asList, number, module, args);
  }

  static IllegalArgumentException wrong(String what, String expected, Object got) {
    return new IllegalArgumentException(what + ": expected " + expected + ", got " + describe(got));
  }

  private static String describe(Object value) {
    return switch (value) {
      case null -> "nothing";
      case String text -> "\"" + text + "\"";
      case Boolean flag -> flag ? "True" : "False";
      case Map<?, ?> map -> "a mapping of " + map.size();
      default -> value.toString();
    };
  }
}
