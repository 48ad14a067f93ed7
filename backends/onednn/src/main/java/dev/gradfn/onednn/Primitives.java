package dev.gradfn.onednn;

import java.util.Optional;
import java.util.function.Function;
import org.bytedeco.dnnl.primitive_desc_base;

/// What was made for calls so far, by what they compute on which shapes.
///
/// @param <V> [Compiled], or a record of it and what else a call needs
final class Primitives<K, V> {
  private static final int CAPACITY = 512;

  private final Generations<K, Optional<V>> made = new Generations<>(CAPACITY);
  private final Function<K, V> maker;

  /// @param maker gives null to refuse a call; may throw what oneDNN throws for one that it does
  ///   not know
  Primitives(Function<K, V> maker) {
    this.maker = maker;
  }

  /// Null if oneDNN does not take the call.
  V find(K key) {
    return made.get(key, this::make).orElse(null);
  }

  private Optional<V> make(K key) {
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
