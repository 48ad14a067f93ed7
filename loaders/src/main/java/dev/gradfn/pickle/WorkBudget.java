package dev.gradfn.pickle;

/// Counts what a pickle makes the reader do. A few bytes can ask for a lot (copy that large string
/// again, build a set of it), so work is counted, not only the objects that are left in the end.
final class WorkBudget {
  private final ByteCursor input;
  private final PickleLimits limits;
  private long left;
  private long held;

  WorkBudget(ByteCursor input, PickleLimits limits) {
    this.input = input;
    this.limits = limits;
    this.left = limits.work();
  }

  void take(long units) throws CheckpointException {
    left -= units;
    if (left < 0) {
      throw input.refuse(
          "pickle asks for more than " + limits.work() + " steps; raise PickleLimits.work");
    }
  }

  /// Work that copies bytes, which are then kept.
  void takeBytes(long count) throws CheckpointException {
    take(1 + (count >> 4));
    hold(count);
  }

  /// Counts heap that a value takes, beside the bytes of the pickle itself. What is let go again is
  /// not given back: that would need a garbage collector of our own.
  void hold(long bytes) throws CheckpointException {
    held += bytes;
    if (held + input.loaded() > limits.memory()) {
      throw input.refuse(
          "pickle needs more than "
              + (limits.memory() >> 20)
              + " MiB of memory; raise PickleLimits.memory or java -Xmx");
    }
  }
}
