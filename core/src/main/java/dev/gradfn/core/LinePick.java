package dev.gradfn.core;

/// Picks elements of a line by their order, for [Kernels#pick].
///
/// @param name for messages and kernel sets that know it
public record LinePick(String name, Rule rule) {

  public interface Rule {
    /// Writes `m` positions, each from 0 to `n`, to `picked` from index `to` on.
    ///
    /// @param keys numbers in the order of the elements, from index `from` on: equal elements have
    ///   equal keys, and a nan has [Long#MAX_VALUE], the largest
    void pick(long[] keys, int from, int n, long[] picked, int to, int m);
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
