package dev.gradfn.pickle;

/// Counts what a pickle makes the reader do. A few bytes can ask for a lot (copy that large string
/// again, build a set of it), so work is counted, not only the objects that are left in the end.
final class WorkBudget {
  private final ByteCursor input;
  private final long limit;
  private long left;

  WorkBudget(ByteCursor input, long limit) {
    this.input = input;
    this.limit = limit;
    this.left = limit;
  }

  void take(long units) throws CheckpointException {
    left -= units;
    if (left < 0) {
      throw input.refuse("pickle asks for more than " + limit + " steps; raise PickleLimits.work");
    }
  }

  void takeBytes(long count) throws CheckpointException {
    take(1 + (count >> 4));
  }
}
