package dev.gradfn.pickle;

import java.io.IOException;

/// A checkpoint that is damaged, hostile, or of a kind that is not supported.
///
/// The message is one line: the file, the place in it, what is wrong and what to do about it. Text
/// that comes from the file itself may hold anything, so control characters are written as
/// `\\u001b` and the like: a file name or a class name must not be able to paint over a terminal or
/// a log.
public final class CheckpointException extends IOException {
  private static final long serialVersionUID = 1L;

  private static final int LONGEST_MESSAGE = 2000;

  public CheckpointException(String message) {
    super(oneLine(message));
  }

  public CheckpointException(String message, Throwable cause) {
    super(oneLine(message), cause);
  }

  private static String oneLine(String text) {
    StringBuilder line = new StringBuilder(Math.min(text.length(), LONGEST_MESSAGE) + 16);
    for (int i = 0; i < text.length(); i++) {
      if (line.length() >= LONGEST_MESSAGE) {
        return line.append("...").toString();
      }
      char c = text.charAt(i);
      if (isUnprintable(c)) {
        line.append(String.format("\\u%04x", (int) c));
      } else {
        line.append(c);
      }
    }
    return line.toString();
  }

  private static boolean isUnprintable(char c) {
    int type = Character.getType(c);
    return type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR;
  }
}
