package dev.gradfn.core;

/// The contents of a [Storage] in a place of a backend's own: a native block, a blocked layout.
///
/// The storage decides when contents move; a form only knows how.
public interface Form {
  /// Takes the contents of a plain Java array (see [DType] for its class).
  void load(Object array);

  /// Writes the contents into a plain Java array.
  void store(Object array);

  /// Takes the contents of another form of the same storage, without the way over a Java array.
  ///
  /// @return false, and nothing is done, if this form cannot read that one
  default boolean loadFrom(Form other) {
    return false;
  }

  /// How elements lie in memory, in a word for profiles: `nhwc`. By default in the order of the
  /// plain array, elsewhere.
  default String layout() {
    return "native";
  }

  /// Whether a form of another storage reads this one's memory: then it is never written, and a
  /// storage that changes goes on in a new form.
  default boolean isShared() {
    return false;
  }

  /// Whether this form says how the contents are computed, and cannot take others: a storage that
  /// changes gives it up.
  default boolean isDerived() {
    return false;
  }

  /// Gives the memory back at once; nobody uses this form any more. Without this call it goes back
  /// when the form is collected.
  default void release() {}
}
