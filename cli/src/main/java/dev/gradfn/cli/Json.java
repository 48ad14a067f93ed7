package dev.gradfn.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;

/// JSON on a command's output: one object on one line.
final class Json {
  private Json() {}

  /// Closing it ends the line and leaves `out` open.
  static JsonGenerator writer(PrintWriter out) throws IOException {
    return new JsonFactory().createGenerator(new Line(out));
  }

  private static final class Line extends Writer {
    private final PrintWriter out;

    Line(PrintWriter out) {
      this.out = out;
    }

    @Override
    public void write(char[] text, int from, int length) {
      out.write(text, from, length);
    }

    @Override
    public void flush() {
      out.flush();
    }

    @Override
    public void close() {
      out.println();
      out.flush();
    }
  }
}
