package dev.gradfn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// One run of the command in this process, and what it wrote where.
record Run(int code, String out, String err) {
  /// A checkpoint that PyTorch wrote: fp16, random weights, 3 classes.
  static final String SMALL_V7 = golden("v7.0-s.pt").toString();

  /// The same by YOLOv5 v6.1.
  static final String SMALL_V6 = golden("v6.1-s.pt").toString();

  static final String SMALL_CLASSIFIER = golden("v7.0-s-cls.pt").toString();

  private static Path golden(String name) {
    return Path.of("..", "parity", "golden", "models", name);
  }

  static Run of(String... args) {
    PrintStream stdout = System.out;
    PrintStream stderr = System.err;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
      int code = GradFn.run(args);
      return new Run(
          code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(stdout);
      System.setErr(stderr);
    }
  }

  /// A run that succeeds without a word on stderr.
  static Run quiet(String... args) {
    Run run = of(args);
    assertEquals("", run.err);
    assertEquals(GradFn.OK, run.code);
    return run;
  }

  List<String> lines() {
    return out.lines().toList();
  }

  /// Nothing on stdout and one line on stderr.
  void refused(String line) {
    assertEquals("gradfn: " + line + System.lineSeparator(), err);
    assertEquals("", out);
    assertEquals(GradFn.WRONG_INPUT, code);
  }

  /// Nothing on stdout, a line on stderr, and where to read on.
  void wrongUsage(String line) {
    assertEquals("gradfn: " + line, err.lines().findFirst().orElse(""));
    assertEquals(2, err.lines().count(), err);
    assertEquals("", out);
    assertEquals(GradFn.USAGE, code);
  }
}
