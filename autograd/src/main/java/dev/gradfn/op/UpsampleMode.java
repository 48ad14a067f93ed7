package dev.gradfn.op;

import dev.gradfn.core.Taps;

/// How an [Upsample] reads between elements: the taps of one dimension.
public enum UpsampleMode {
  NEAREST,
  NEAREST_EXACT,
  LINEAR,
  CUBIC,
  /// Widened when it shrinks, so that every element counts.
  LINEAR_ANTIALIASED,
  CUBIC_ANTIALIASED;

  boolean isNearest() {
    return this == NEAREST || this == NEAREST_EXACT;
  }

  String nodeName(int rank) {
    String name =
        switch (this) {
          case NEAREST -> "Nearest" + rank + "D";
          case NEAREST_EXACT -> "NearestExact" + rank + "D";
          case LINEAR -> new String[] {"Linear1D", "Bilinear2D", "Trilinear3D"}[rank - 1];
          case CUBIC -> "Bicubic2D";
          case LINEAR_ANTIALIASED -> "Bilinear2DAa";
          case CUBIC_ANTIALIASED -> "Bicubic2DAa";
        };
    return "Upsample" + name + "Backward0";
  }

  Taps taps(int in, int out, Double factor, boolean alignCorners) {
    double step = step(in, out, factor, alignCorners);
    return Taps.of(
        in,
        out,
        o ->
            switch (this) {
              case NEAREST -> one((int) (o * (float) step), in);
              case NEAREST_EXACT -> one((int) Math.floor((o + 0.5) * (float) step), in);
              case LINEAR -> linear(Math.max(source(o, step, alignCorners), 0), in);
              case CUBIC -> cubic(source(o, step, alignCorners), in);
              case LINEAR_ANTIALIASED, CUBIC_ANTIALIASED -> antialiased(o, step, in);
            });
  }

  /// Elements of the input per element of the output.
  private double step(int in, int out, Double factor, boolean alignCorners) {
    if (alignCorners && !isNearest()) return out > 1 ? (double) (in - 1) / (out - 1) : 0;
    return factor != null && factor > 0 ? 1 / factor : (double) in / out;
  }

  private static double source(int o, double step, boolean alignCorners) {
    return alignCorners ? step * o : step * (o + 0.5) - 0.5;
  }

  private static Taps.Row one(int index, int in) {
    return new Taps.Row(new int[] {Math.min(index, in - 1)}, new double[] {1});
  }

  private static Taps.Row linear(double source, int in) {
    int left = Math.min((int) source, in - 1);
    int right = Math.min(left + 1, in - 1);
    double share = Math.min(source - left, 1);
    return new Taps.Row(new int[] {left, right}, new double[] {1 - share, share});
  }

  private static Taps.Row cubic(double source, int in) {
    int[] index = new int[4];
    double[] weight = new double[4];
    int before = (int) Math.floor(source);
    for (int k = 0; k < 4; k++) {
      index[k] = Math.clamp(before - 1 + k, 0, in - 1);
      weight[k] = cubic(source - (before - 1 + k), -0.75);
    }
    return new Taps.Row(index, weight);
  }

  /// Keys' kernel; PyTorch takes `a` −0.75, and −0.5 with antialiasing.
  private static double cubic(double distance, double a) {
    double x = Math.abs(distance);
    if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
    return x < 2 ? ((x - 5) * x + 8) * x * a - 4 * a : 0;
  }

  private Taps.Row antialiased(int o, double step, int in) {
    boolean cubic = this == CUBIC_ANTIALIASED;
    double widening = Math.max(step, 1);
    double support = (cubic ? 2 : 1) * widening;
    double center = step * (o + 0.5);
    int first = Math.max((int) (center - support + 0.5), 0);
    int last = Math.min((int) (center + support + 0.5), in);
    int[] index = new int[Math.max(last - first, 0)];
    double[] weight = new double[index.length];
    double sum = 0;
    for (int k = 0; k < index.length; k++) {
      index[k] = first + k;
      double distance = (index[k] - center + 0.5) / widening;
      weight[k] = cubic ? cubic(distance, -0.5) : Math.max(1 - Math.abs(distance), 0);
      sum += weight[k];
    }
    for (int k = 0; k < weight.length && sum != 0; k++) weight[k] /= sum;
    return new Taps.Row(index, weight);
  }
}
