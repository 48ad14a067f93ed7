package dev.gradfn.nn;

/// What one module does otherwise than its class: a subclass of it in another language.
public interface Overrides {
  Object forward(Args args);

  String typeName();

  String extraRepr();

  /// Whether the state of the module holds more than tensors.
  boolean hasExtraState();

  Object extraState();

  void setExtraState(Object state);
}
