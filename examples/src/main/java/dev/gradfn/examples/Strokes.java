package dev.gradfn.examples;

/// The ten digits as strokes of a pen: points `{x, y}` of the unit square, y downwards. The pen
/// goes through them in a smooth curve; where a digit has a corner, a stroke ends and another
/// begins.
final class Strokes {
  private static final int STEPS = 6;

  private static final double[][][][] DIGITS = {
    {
      {
        {.5, .06},
        {.27, .2},
        {.2, .5},
        {.28, .82},
        {.5, .94},
        {.73, .8},
        {.8, .5},
        {.72, .19},
        {.5, .06}
      }
    },
    {{{.33, .28}, {.55, .07}}, {{.55, .07}, {.55, .94}}},
    {
      {{.24, .28}, {.4, .08}, {.65, .1}, {.75, .3}, {.6, .55}, {.24, .92}},
      {{.24, .92}, {.8, .92}}
    },
    {
      {{.25, .17}, {.5, .07}, {.73, .25}, {.46, .47}},
      {{.46, .47}, {.77, .66}, {.55, .93}, {.22, .84}}
    },
    {{{.58, .07}, {.2, .63}}, {{.2, .63}, {.84, .63}}, {{.64, .35}, {.62, .94}}},
    {
      {{.75, .08}, {.31, .09}},
      {{.31, .09}, {.28, .45}},
      {{.28, .45}, {.56, .38}, {.77, .63}, {.58, .9}, {.24, .87}}
    },
    {
      {
        {.67, .08},
        {.38, .33},
        {.25, .66},
        {.42, .93},
        {.68, .86},
        {.74, .64},
        {.53, .5},
        {.28, .65}
      }
    },
    {{{.22, .1}, {.78, .1}}, {{.78, .1}, {.55, .5}, {.42, .94}}},
    {
      {
        {.5, .47},
        {.28, .28},
        {.5, .06},
        {.72, .27},
        {.5, .47},
        {.25, .71},
        {.5, .94},
        {.76, .7},
        {.5, .47}
      }
    },
    {{{.72, .32}, {.5, .5}, {.28, .31}, {.48, .08}, {.72, .22}, {.7, .6}, {.55, .94}}},
  };

  private Strokes() {}

  static double[][][] of(int digit) {
    return DIGITS[digit];
  }

  /// A finer line on the Catmull-Rom curve through `points`.
  static double[][] smooth(double[][] points) {
    int last = points.length - 1;
    double[][] line = new double[last * STEPS + 1][];
    for (int i = 0; i < last; i++) {
      double[] before = points[Math.max(i - 1, 0)];
      double[] after = points[Math.min(i + 2, last)];
      for (int k = 0; k < STEPS; k++) {
        double t = (double) k / STEPS;
        double[] from = points[i];
        double[] to = points[i + 1];
        line[i * STEPS + k] =
            new double[] {
              between(before[0], from[0], to[0], after[0], t),
              between(before[1], from[1], to[1], after[1], t)
            };
      }
    }
    line[last * STEPS] = points[last];
    return line;
  }

  private static double between(double a, double b, double c, double d, double t) {
    double bend = 2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a);
    return b + t / 2 * (c - a + t * bend);
  }

  /// From a point to the nearest of the lines.
  static double distance(double[][][] lines, double x, double y) {
    double nearest = Double.MAX_VALUE;
    for (double[][] line : lines) {
      for (int i = 0; i + 1 < line.length; i++) {
        nearest = Math.min(nearest, squared(line[i], line[i + 1], x, y));
      }
    }
    return Math.sqrt(nearest);
  }

  private static double squared(double[] from, double[] to, double x, double y) {
    double dx = to[0] - from[0];
    double dy = to[1] - from[1];
    double length = dx * dx + dy * dy;
    double t = length == 0 ? 0 : ((x - from[0]) * dx + (y - from[1]) * dy) / length;
    t = Math.clamp(t, 0, 1);
    double offX = x - from[0] - t * dx;
    double offY = y - from[1] - t * dy;
    return offX * offX + offY * offY;
  }
}
