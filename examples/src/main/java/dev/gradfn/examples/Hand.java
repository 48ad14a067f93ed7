package dev.gradfn.examples;

import java.util.random.RandomGenerator;

/// How one digit is written: takes points of the unit square to pixels.
final class Hand {
  private static final double TREMBLE = 0.025;

  private final RandomGenerator random;
  private final double pen;
  private final double width;
  private final double height;
  private final double cos;
  private final double sin;
  private final double slant;
  private final double x0;
  private final double y0;

  Hand(RandomGenerator random) {
    this.random = random;
    pen = random.nextDouble(0.7, 1.6);
    width = random.nextDouble(15, 24);
    height = random.nextDouble(17, 24);
    double turn = Math.toRadians(random.nextDouble(-18, 18));
    cos = Math.cos(turn);
    sin = Math.sin(turn);
    slant = random.nextDouble(-0.15, 0.3);
    x0 = Digits.SIDE / 2.0 + random.nextDouble(-2, 2);
    y0 = Digits.SIDE / 2.0 + random.nextDouble(-2, 2);
  }

  /// Half the width of a line, in pixels.
  double pen() {
    return pen;
  }

  double[][] write(double[][] stroke) {
    double[][] written = new double[stroke.length][];
    for (int i = 0; i < stroke.length; i++) written[i] = place(stroke[i][0], stroke[i][1]);
    return written;
  }

  private double[] place(double x, double y) {
    double down = (y - 0.5 + tremble()) * height;
    double right = (x - 0.5 + tremble()) * width - slant * down;
    return new double[] {x0 + cos * right - sin * down, y0 + sin * right + cos * down};
  }

  private double tremble() {
    return TREMBLE * random.nextGaussian();
  }
}
