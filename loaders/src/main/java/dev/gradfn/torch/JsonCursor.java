package dev.gradfn.torch;

import dev.gradfn.pickle.CheckpointException;
import dev.gradfn.pickle.Place;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Reads the tokens of JSON that a safetensors header consists of: strings, natural numbers and
/// punctuation.
final class JsonCursor {
  private final String file;
  private final String record;
  private final String text;
  private int position;

  JsonCursor(String file, String record, byte[] json) throws CheckpointException {
    this.file = file;
    this.record = record;
    this.text = decode(json);
  }

  private String decode(byte[] json) throws CheckpointException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString();
    } catch (CharacterCodingException _) {
      throw refuse("header is not UTF-8; not a safetensors file, or damaged");
    }
  }

  CheckpointException refuse(String what) {
    return new Place(file, record, position).refuse(what);
  }

  private void skipBlanks() {
    while (position < text.length() && isBlank(text.charAt(position))) {
      position++;
    }
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }

  boolean accept(char token) {
    skipBlanks();
    if (position < text.length() && text.charAt(position) == token) {
      position++;
      return true;
    }
    return false;
  }

  void expect(char token) throws CheckpointException {
    if (!accept(token)) {
      throw refuse("expected " + token + ", got " + found());
    }
  }

  void expectEnd() throws CheckpointException {
    skipBlanks();
    if (position < text.length()) {
      throw refuse("expected the end, got " + found());
    }
  }

  private String found() {
    return position < text.length() ? "" + text.charAt(position) : "the end";
  }

  long natural() throws CheckpointException {
    skipBlanks();
    int start = position;
    long value = 0;
    while (position < text.length() && isDigit(text.charAt(position))) {
      int digit = text.charAt(position) - '0';
      if (value > (Long.MAX_VALUE - digit) / 10) {
        throw refuse("number does not fit into 64 bits");
      }
      value = value * 10 + digit;
      position++;
    }
    boolean leadingZero = position - start > 1 && text.charAt(start) == '0';
    if (position == start || leadingZero) {
      throw refuse("expected a number without sign, got " + found());
    }
    return value;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  String string() throws CheckpointException {
    expect('"');
    StringBuilder result = new StringBuilder();
    while (true) {
      char c = next();
      if (c == '"') {
        return result.toString();
      }
      if (c < 0x20) {
        throw refuse("control character in a string");
      }
      result.append(c == '\\' ? escape() : c);
    }
  }

  private char next() throws CheckpointException {
    if (position == text.length()) {
      throw refuse("string without an end");
    }
    return text.charAt(position++);
  }

  private char escape() throws CheckpointException {
    char c = next();
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> hex();
      default -> throw refuse("unknown escape \\" + c);
    };
  }

  private char hex() throws CheckpointException {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      char c = next();
      int digit = c < 128 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        throw refuse("expected four hexadecimal digits, got " + c);
      }
      value = value << 4 | digit;
    }
    return (char) value;
  }
}
