package dev.gradfn.onednn;

import java.util.Optional;
import java.util.function.Function;
import org.bytedeco.dnnl.primitive_desc_base;

/// What was made for calls so far, by what they compute on which shapes, and by how many threads.
///
/// @param <V> [Compiled], or a record of it and what else a call needs
final class Primitives<K, V extends Primitives.Made> {
  /// What a maker gives.
  interface Made {
    Compiled compiled();
  }

  private record Sized<K>(K key, int threads) {}

  private static final int CAPACITY = 512;

  private final Generations<Sized<K>, Optional<V>> made = new Generations<>(CAPACITY);
  private final Function<K, V> maker;

  /// @param maker gives null to refuse a call; may throw what oneDNN throws for one that it does
  ///   not know
  Primitives(Function<K, V> maker) {
    this.maker = maker;
  }

  /// Null if oneDNN does not take the call.
  V find(K key) {
    return made(key, Threads.share()).orElse(null);
  }

  private Optional<V> made(K key, int threads) {
    return made.get(new Sized<>(key, threads), this::make);
  }

  private Optional<V> make(Sized<K> sized) {
    Threads.use(sized.threads);
    Optional<V> result = tryToMake(sized.key);
    boolean alone = sized.threads == 1 || result.isEmpty() || !result.get().compiled().isSmall();
    return alone ? result : made(sized.key, 1);
  }

  private Optional<V> tryToMake(K key) {
    try {
      return Optional.ofNullable(maker.apply(key));
    } catch (RuntimeException unknown) {
      // "could not create a primitive descriptor": oneDNN gives no other reason.
      return Optional.empty();
    }
  }

  /// oneDNN's reference code is far slower than our loops.
  static boolean isReference(primitive_desc_base description) {
    return description.impl_info_str().getString().startsWith("ref");
  }
}
