package dev.gradfn.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// The loss of each step as a picture: single steps in light, their moving average in dark.
final class LossCurve {
  private static final int WIDTH = 720;
  private static final int HEIGHT = 360;
  private static final int MARGIN = 50;
  private static final double MEMORY = 0.9;

  private final List<Double> losses;
  private final double top;

  LossCurve(List<Double> losses) {
    this.losses = losses;
    top = losses.stream().mapToDouble(Double::doubleValue).max().orElse(1);
  }

  void write(Path file) throws IOException {
    Files.writeString(file, svg());
  }

  private String svg() {
    return """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" font-family="sans-serif" \
    font-size="13">
    <title>Loss by step</title>
    <rect width="%1$d" height="%2$d" fill="white"/>
    <path d="M%3$d %3$dV%4$dH%5$d" fill="none" stroke="#555"/>
    %6$s%7$s%8$s%9$s<polyline points="%10$s" fill="none" stroke="#b8d0ea"/>
    <polyline points="%11$s" fill="none" stroke="#1f5fa8" stroke-width="2"/>
    </svg>
    """
        .formatted(
            WIDTH,
            HEIGHT,
            MARGIN,
            HEIGHT - MARGIN,
            WIDTH - MARGIN,
            text(MARGIN - 8, MARGIN, "end", String.format(Locale.ROOT, "%.2f", top)),
            text(MARGIN - 8, HEIGHT - MARGIN, "end", "0"),
            text(WIDTH - MARGIN, HEIGHT - MARGIN + 20, "end", "step " + losses.size()),
            text(MARGIN, MARGIN - 16, "start", "loss"),
            points(losses),
            points(average()));
  }

  private static String text(int x, int y, String anchor, String words) {
    return "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" fill=\"#333\">%s</text>%n"
        .formatted(x, y, anchor, words);
  }

  /// Recent steps count most; the first step alone begins it.
  private List<Double> average() {
    double[] average = {losses.isEmpty() ? 0 : losses.get(0)};
    return losses.stream()
        .map(loss -> average[0] = MEMORY * average[0] + (1 - MEMORY) * loss)
        .toList();
  }

  private String points(List<Double> values) {
    StringBuilder points = new StringBuilder();
    double step = (WIDTH - 2.0 * MARGIN) / Math.max(values.size() - 1, 1);
    for (int i = 0; i < values.size(); i++) {
      double y = HEIGHT - MARGIN - values.get(i) / top * (HEIGHT - 2.0 * MARGIN);
      points.append(String.format(Locale.ROOT, "%.1f,%.1f ", MARGIN + i * step, y));
    }
    return points.toString().strip();
  }
}
