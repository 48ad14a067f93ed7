package dev.gradfn.onednn;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// A bounded cache without locks for readers: what was not asked for during a whole generation is
/// dropped with it.
final class Generations<K, V> {
  private final int capacity;
  private volatile ConcurrentHashMap<K, V> young = new ConcurrentHashMap<>();
  private volatile ConcurrentHashMap<K, V> old = new ConcurrentHashMap<>();

  /// @param capacity entries of one generation; at most twice as many are kept
  Generations(int capacity) {
    this.capacity = capacity;
  }

  /// The value for `key`; made if there is none. Two threads may both make one: the first stays.
  V get(K key, Function<? super K, ? extends V> maker) {
    V value = young.get(key);
    if (value != null) return value;
    value = old.get(key);
    if (value == null) value = maker.apply(key);
    V earlier = young.putIfAbsent(key, value);
    if (young.size() > capacity) turn();
    return earlier != null ? earlier : value;
  }

  private synchronized void turn() {
    if (young.size() <= capacity) return;
    old = young;
    young = new ConcurrentHashMap<>();
  }
}
