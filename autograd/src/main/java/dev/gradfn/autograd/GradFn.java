package dev.gradfn.autograd;

import dev.gradfn.core.MemoryStatistics;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Supplier;

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

  /// Draws the graph behind a tensor: a tree where it is printed, an image or a page where it is
  /// saved.
  ///
  /// ```java
  /// GradFn.draw(y).save(Path.of("y.svg"));
  /// ```
  ///
  /// @throws IllegalStateException if the artifact `gradfn-picture` is not on the class path
  public static Drawing draw(Tensor output) {
    return draw(output, Map.of());
  }

  /// The same with names for the leaves, as torchviz's `params`.
  ///
  /// @param leaves by the names under which they are shown; the others are shown as `?`
  /// @throws IllegalStateException if the artifact `gradfn-picture` is not on the class path
  public static Drawing draw(Tensor output, Map<String, Tensor> leaves) {
    return artist().draw(Map.of("out", output), leaves);
  }

  /// Runs a small program forward, then backward from its result with ones, and draws it with its
  /// numbers: the value of every result and the gradient that came back to it. Every `.grad` stays
  /// as it is.
  ///
  /// @param leaves by the names under which they are shown
  /// @throws IllegalStateException if the artifact `gradfn-picture` is not on the class path
  public static Drawing draw(Supplier<Tensor> program, Map<String, Tensor> leaves) {
    return artist().run(() -> Map.of("out", program.get()), leaves);
  }

  private static Drawing.Artist artist() {
    return ServiceLoader.load(Drawing.Artist.class, Drawing.class.getClassLoader())
        .findFirst()
        .orElseThrow(() ->
            new IllegalStateException(
                "GradFn.draw: nothing on the class path draws; add the artifact"
                    + " dev.gradfn:gradfn-picture"));
  }
}
