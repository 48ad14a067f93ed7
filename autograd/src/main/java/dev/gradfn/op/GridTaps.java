package dev.gradfn.op;

/// Along one dimension: which elements a coordinate between −1 and 1 takes part in, and with what
/// weights or derivatives of weights.
final class GridTaps {
  /// PyTorch's coefficient of the cubic.
  private static final double A = -0.75;

  private final GridSampling sampling;
  private final int size;
  private final int[] index;
  private final double[] weight;

  GridTaps(GridSampling sampling, int size) {
    this.sampling = sampling;
    this.size = size;
    int count =
        switch (sampling.mode()) {
          case BILINEAR -> 2;
          case NEAREST -> 1;
          case BICUBIC -> 4;
        };
    this.index = new int[count];
    this.weight = new double[count];
  }

  int count() {
    return index.length;
  }

  /// The element of a tap; −1: outside.
  int index(int tap) {
    return index[tap];
  }

  double weight(int tap) {
    return weight[tap];
  }

  /// Moves to `coordinate`.
  ///
  /// @param order which derivative of the weights by the coordinate
  void move(double coordinate, int order) {
    boolean aligned = sampling.alignCorners();
    double slope = (aligned ? size - 1 : size) / 2.0;
    double x = aligned ? (coordinate + 1) * slope : (coordinate + 1) * slope - 0.5;
    if (sampling.mode() == GridSampling.Mode.BICUBIC) {
      cubic(x, slope, order);
      return;
    }
    Placed placed = placed(x);
    if (sampling.mode() == GridSampling.Mode.NEAREST) {
      index[0] = inside(Math.rint(placed.at()));
      weight[0] = order == 0 ? 1 : 0;
    } else linear(placed.at(), slope * placed.slope(), order);
  }

  private void linear(double x, double slope, int order) {
    double floor = Math.floor(x);
    double t = x - floor;
    for (int i = 0; i < 2; i++) {
      index[i] = inside(floor + i);
      double sign = i == 0 ? -slope : slope;
      weight[i] = order == 0 ? (i == 0 ? 1 - t : t) : order == 1 ? sign : 0;
    }
  }

  private void cubic(double x, double slope, int order) {
    double floor = Math.floor(x);
    double t = x - floor;
    double scale = Math.pow(slope, order);
    for (int i = 0; i < 4; i++) {
      index[i] = inside(placed(floor + i - 1).at());
      // On the right the distance shrinks as the coordinate grows.
      double distance = Math.abs(t - (i - 1));
      double sign = i < 2 ? 1 : order % 2 == 0 ? 1 : -1;
      weight[i] = sign * scale * (i == 1 || i == 2 ? near(distance, order) : far(distance, order));
    }
  }

  /// The cubic, or its derivatives, at distances up to 1.
  private static double near(double d, int order) {
    return switch (order) {
      case 0 -> ((A + 2) * d - (A + 3)) * d * d + 1;
      case 1 -> (3 * (A + 2) * d - 2 * (A + 3)) * d;
      case 2 -> 6 * (A + 2) * d - 2 * (A + 3);
      default -> order == 3 ? 6 * (A + 2) : 0;
    };
  }

  /// The cubic, or its derivatives, at distances from 1 to 2.
  private static double far(double d, int order) {
    return switch (order) {
      case 0 -> ((A * d - 5 * A) * d + 8 * A) * d - 4 * A;
      case 1 -> (3 * A * d - 10 * A) * d + 8 * A;
      case 2 -> 6 * A * d - 10 * A;
      default -> order == 3 ? 6 * A : 0;
    };
  }

  private int inside(double at) {
    return at >= 0 && at < size ? (int) at : -1;
  }

  /// A position after padding, and how it moves with the one before.
  private record Placed(double at, double slope) {}

  private Placed placed(double x) {
    return switch (sampling.padding()) {
      case ZEROS -> new Placed(x, 1);
      case BORDER -> clipped(x, 1);
      case REFLECTION -> reflected(x);
    };
  }

  private Placed clipped(double x, double slope) {
    if (!(x > 0)) return new Placed(0, 0);
    return x >= size - 1 ? new Placed(size - 1, 0) : new Placed(x, slope);
  }

  /// Reflects at the centres of the outermost elements, or at their outer edges.
  private Placed reflected(double x) {
    double min = sampling.alignCorners() ? 0 : -0.5;
    double span = sampling.alignCorners() ? size - 1 : size;
    if (span == 0) return new Placed(0, 0);
    double from = Math.abs(x - min);
    double slope = x < min ? -1 : 1;
    double extra = from % span;
    boolean even = Math.floor(from / span) % 2 == 0;
    return even ? clipped(extra + min, slope) : clipped(span - extra + min, -slope);
  }
}
