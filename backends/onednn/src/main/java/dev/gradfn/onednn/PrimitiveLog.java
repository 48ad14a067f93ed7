package dev.gradfn.onednn;

import java.util.ArrayList;
import java.util.List;

/// The primitives and reorders that a piece of work ran, to be run again without the rest: what of
/// its time is oneDNN's own.
public final class PrimitiveLog {
  private static volatile PrimitiveLog current;

  private final List<Compiled> primitives = new ArrayList<>();

  private PrimitiveLog() {}

  /// Runs `work` and notes what it ran, on all threads. One at a time.
  public static PrimitiveLog of(Runnable work) {
    PrimitiveLog log = new PrimitiveLog();
    current = log;
    try {
      work.run();
    } finally {
      current = null;
    }
    return log;
  }

  static void note(Compiled primitive) {
    PrimitiveLog log = current;
    if (log != null) log.add(primitive);
  }

  private synchronized void add(Compiled primitive) {
    primitives.add(primitive);
  }

  /// How many ran.
  public int size() {
    return primitives.size();
  }

  /// Runs them all, in the same order, on memory with any contents.
  public void replay() {
    for (Compiled primitive : primitives) primitive.runOnAnything();
  }
}
