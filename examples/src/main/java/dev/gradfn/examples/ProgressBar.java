package dev.gradfn.examples;

import java.io.PrintStream;
import java.util.Locale;

/// One line that shows how far a walk is. On a terminal it grows in place; elsewhere only the
/// finished line is printed.
final class ProgressBar {
  private static final int WIDTH = 30;

  private final PrintStream out;
  private final boolean live;
  private final int total;

  ProgressBar(PrintStream out, boolean live, int total) {
    this.out = out;
    this.live = live;
    this.total = total;
  }

  void show(int done, double loss) {
    boolean finished = done == total;
    if (!live && !finished) return;
    int filled = WIDTH * done / total;
    String bar = "=".repeat(filled) + (finished ? "" : ">") + " ".repeat(WIDTH - filled);
    String line =
        String.format(Locale.ROOT, "[%." + WIDTH + "s] %d/%d  loss %.4f", bar, done, total, loss);
    out.print(live ? "\r" + line : line);
    if (finished) out.println();
    out.flush();
  }
}
