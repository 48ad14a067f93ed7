package dev.gradfn.parity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// One run of `gradfn parity` in this process, and what it printed.
record Run(int code, List<String> out, List<String> err) {
  static Run of(Object... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] words = Arrays.stream(args).map(Object::toString).toArray(String[]::new);
    int code = ParityCommand.run(new PrintWriter(out), new PrintWriter(err), words);
    return new Run(code, out.toString().lines().toList(), err.toString().lines().toList());
  }

  /// On a directory, with no checkpoints but its own.
  static Run on(Path golden, Object... more) {
    Object[] args = new Object[more.length + 3];
    args[0] = golden;
    args[1] = "--checkpoints";
    args[2] = golden;
    System.arraycopy(more, 0, args, 3, more.length);
    return of(args);
  }

  String lastLine() {
    return out.getLast();
  }

  /// Cases of a folder that passed.
  int passed(String folder) {
    return out.stream()
        .map(line -> line.split("\\s{2,}"))
        .filter(cells -> cells.length == 5 && cells[0].equals(folder))
        .mapToInt(cells -> Integer.parseInt(cells[2]))
        .sum();
  }

  List<String> failures() {
    return out.stream().filter(line -> line.startsWith("FAILED ")).toList();
  }

  void ends(int expectedCode, String lastLine) {
    assertEquals(List.of(), err);
    assertEquals(lastLine, lastLine(), () -> String.join("\n", out));
    assertEquals(expectedCode, code);
  }

  /// Nothing on stdout, one line on stderr.
  void refused(int expectedCode, String line) {
    assertEquals(List.of("gradfn parity: " + line), err);
    assertTrue(out.isEmpty(), () -> String.join("\n", out));
    assertEquals(expectedCode, code);
  }
}
