package dev.gradfn.nn;

/// How many weights a network may have that somebody else describes: a few lines of a config can
/// ask for any number, so they are counted before memory is taken.
public final class WeightBudget {
  private static final int MOST_TENSORS = 100_000;
  private static final double MOST_WITHOUT_VALUES = 0x1p40;

  private final double most;
  private int tensors;
  private double numbers;

  private WeightBudget(double most) {
    this.most = most;
  }

  /// As many float32 as this JVM's heap can hold.
  public static WeightBudget ofHeap() {
    return new WeightBudget(Runtime.getRuntime().maxMemory() / (double) Float.BYTES);
  }

  /// For [Weights#withoutValues].
  public static WeightBudget ofShapes() {
    return new WeightBudget(MOST_WITHOUT_VALUES);
  }

  /// @throws IllegalArgumentException if this tensor is one too many
  void claim(long... shape) {
    if (++tensors > MOST_TENSORS) {
      throw new IllegalArgumentException("network of more than " + MOST_TENSORS + " tensors");
    }
    double more = 1;
    for (long size : shape) more *= size;
    numbers += more;
    if (numbers > most) {
      throw new IllegalArgumentException(
          (long) numbers + " weights are too many for this memory; raise java -Xmx");
    }
  }
}
