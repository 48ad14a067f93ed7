package dev.gradfn.optim;

import dev.gradfn.autograd.Tensor;
import java.util.function.DoubleFunction;

/// A line search: finds a step length with which the loss falls enough and its slope is small
/// enough (the strong Wolfe conditions), by cubic interpolation. First it looks for a bracket
/// around such a length, then it narrows the bracket.
final class StrongWolfe {
  private static final double ENOUGH_DECREASE = 1e-4;
  private static final double SMALL_SLOPE = 0.9;
  private static final double LEAST_CHANGE = 1e-9;
  private static final int MOST_ROUNDS = 25;

  /// A step length, what was found there, and the slope along the line.
  record Point(double t, LBFGS.Evaluation value, double slope) {
    double loss() {
      return value.loss();
    }
  }

  private final DoubleFunction<LBFGS.Evaluation> line;
  private final Point start;
  private final double size;
  private final Tensor direction;
  private Point low;
  private Point high;

  /// Of two points with one loss, PyTorch takes the one that stands first in its bracket.
  private boolean lowIsFirst;

  private int rounds;
  private long evaluations;

  /// @param line evaluates a step length
  /// @param size of the largest component of the direction
  StrongWolfe(
      DoubleFunction<LBFGS.Evaluation> line,
      Tensor direction,
      LBFGS.Evaluation start,
      double slope,
      double size) {
    this.line = line;
    this.direction = direction;
    this.start = new Point(0, start, slope);
    this.size = size;
  }

  long evaluations() {
    return evaluations;
  }

  /// @param t the length to try first
  Point from(double t) {
    Point found = bracket(t);
    return found != null ? found : narrow();
  }

  private Point evaluate(double t) {
    evaluations++;
    LBFGS.Evaluation value = line.apply(t);
    return new Point(t, value, LBFGS.dot(value.gradient(), direction));
  }

  private boolean fallsTooLittle(Point point) {
    return point.loss() > start.loss() + ENOUGH_DECREASE * point.t() * start.slope();
  }

  private boolean isFlat(Point point) {
    return Math.abs(point.slope()) <= -SMALL_SLOPE * start.slope();
  }

  /// @return a good length met on the way; null: it lies between [#low] and [#high]
  private Point bracket(double t) {
    Point before = start;
    Point now = evaluate(t);
    while (rounds < MOST_ROUNDS) {
      if (fallsTooLittle(now) || (rounds > 1 && now.loss() >= before.loss())) {
        return enclose(before, now);
      }
      if (isFlat(now)) return now;
      if (now.slope() >= 0) return enclose(before, now);
      double shortest = now.t() + 0.01 * (now.t() - before.t());
      double next = interpolated(before, now, shortest, now.t() * 10);
      before = now;
      now = evaluate(next);
      rounds++;
    }
    return enclose(start, now);
  }

  private Point enclose(Point a, Point b) {
    lowIsFirst = a.loss() <= b.loss();
    low = lowIsFirst ? a : b;
    high = lowIsFirst ? b : a;
    return null;
  }

  private Point narrow() {
    boolean stuck = false;
    while (rounds < MOST_ROUNDS) {
      double left = Math.min(low.t(), high.t());
      double right = Math.max(low.t(), high.t());
      if ((right - left) * size < LEAST_CHANGE) break;
      double t = interpolated(low, high, left, right);
      double margin = 0.1 * (right - left);
      boolean nearEnd = Math.min(right - t, t - left) < margin;
      boolean mustMove = nearEnd && (stuck || t >= right || t <= left);
      if (mustMove) t = Math.abs(t - right) < Math.abs(t - left) ? right - margin : left + margin;
      stuck = nearEnd && !mustMove;
      Point now = evaluate(t);
      rounds++;
      if (fallsTooLittle(now) || now.loss() >= low.loss()) {
        if (lowIsFirst) enclose(low, now);
        else enclose(now, low);
        continue;
      }
      if (isFlat(now)) return now;
      if (now.slope() * (high.t() - low.t()) >= 0) high = low;
      low = now;
    }
    return low;
  }

  /// The lowest point of the cubic through two points with their slopes, within bounds.
  private static double interpolated(Point a, Point b, double least, double most) {
    double d1 = a.slope() + b.slope() - 3 * (a.loss() - b.loss()) / (a.t() - b.t());
    double square = d1 * d1 - a.slope() * b.slope();
    if (square < 0) return (least + most) / 2;
    double d2 = Math.sqrt(square);
    Point left = a.t() <= b.t() ? a : b;
    Point right = left == a ? b : a;
    double share = (right.slope() + d2 - d1) / (right.slope() - left.slope() + 2 * d2);
    double t = right.t() - (right.t() - left.t()) * share;
    return Math.min(Math.max(t, least), most);
  }
}
