package dev.gradfn.onednn;

import java.util.function.Function;
import org.bytedeco.dnnl.primitive_desc_base;

/// The primitives made so far, by what they compute on which shapes.
final class Primitives<K> {
  private static final int CAPACITY = 512;

  private final Generations<K, Compiled> made = new Generations<>(CAPACITY);
  private final Function<K, Compiled> maker;

  /// @param maker may throw what oneDNN throws for a call that it does not know
  Primitives(Function<K, Compiled> maker) {
    this.maker = maker;
  }

  /// Null if oneDNN does not take the call.
  Compiled find(K key) {
    Compiled compiled = made.get(key, this::make);
    return compiled == Compiled.REFUSED ? null : compiled;
  }

  private Compiled make(K key) {
    try {
      return maker.apply(key);
    } catch (RuntimeException unknown) {
      // "could not create a primitive descriptor": oneDNN gives no other reason.
      return Compiled.REFUSED;
    }
  }

  /// oneDNN's reference code is far slower than our loops.
  static boolean isReference(primitive_desc_base description) {
    return description.impl_info_str().getString().startsWith("ref");
  }
}
