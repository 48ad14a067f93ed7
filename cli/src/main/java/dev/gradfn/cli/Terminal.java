package dev.gradfn.cli;

/// What may be written to a terminal.
final class Terminal {
  private Terminal() {}

  /// Text from a file, with what is not seen as `\\u001b` and the like: it must not paint over the
  /// terminal.
  static String printable(String text) {
    StringBuilder line = new StringBuilder();
    text.codePoints()
        .forEach(code -> {
          int type = Character.getType(code);
          boolean hidden =
              type == Character.CONTROL
                  || type == Character.FORMAT
                  || type == Character.SURROGATE
                  || type == Character.LINE_SEPARATOR
                  || type == Character.PARAGRAPH_SEPARATOR;
          line.append(hidden ? String.format("\\u%04x", code) : Character.toString(code));
        });
    return line.toString();
  }
}
