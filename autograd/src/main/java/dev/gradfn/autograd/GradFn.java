package dev.gradfn.autograd;

import dev.gradfn.core.MemoryStatistics;

/// What gradfn offers beyond PyTorch, about the process as a whole.
public final class GradFn {
  private GradFn() {}

  /// How much memory tensors take now, how much at most so far, and what waits to be reused.
  public static MemoryStatistics memory() {
    return MemoryStatistics.now();
  }

  /// From here on [MemoryStatistics#peakBytes] counts anew.
  public static void resetPeakMemory() {
    MemoryStatistics.resetPeak();
  }

  /// Gives memory back at the end of a block instead of leaving it to the collector; for tight
  /// loops, never needed.
  ///
  /// ```java
  /// try (var _ = GradFn.scope()) {
  ///   Tensor loss = model.call(x).sum();
  ///   loss.backward();
  ///   System.out.println(loss.item());
  /// }
  /// ```
  ///
  /// All results of operations of this thread are closed at its end. What lasts: tensors from
  /// outside, factories such as [Tensor#zeros] and [Torch#tensor], every `.grad`, the state of
  /// optimisers, and what [MemoryScope#keep] was given.
  public static MemoryScope scope() {
    return MemoryScope.open();
  }
}
