package dev.gradfn.parity;

import java.util.List;

/// Compares lists line by line.
final class Lists {
  private Lists() {}

  /// The first difference, or null.
  static String difference(String what, List<?> expected, List<?> actual) {
    for (int i = 0; i < Math.min(expected.size(), actual.size()); i++) {
      if (!expected.get(i).equals(actual.get(i))) {
        return what + " " + i + ": expected " + expected.get(i) + ", got " + actual.get(i);
      }
    }
    if (expected.size() == actual.size()) return null;
    return "expected " + expected.size() + " of " + what + ", got " + actual.size();
  }
}
