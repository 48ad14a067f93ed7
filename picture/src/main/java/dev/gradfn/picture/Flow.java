package dev.gradfn.picture;

/// Where a tensor that needs no gradient goes from the call that made it: gradients do not come
/// back this way.
///
/// @param from the box of that call
/// @param to what kind of thing takes it
/// @param number of that box, node or output
/// @param shape of the tensor
public record Flow(int from, Target to, int number, String shape) {
  /// What a number counts.
  public enum Target {
    BOX,
    NODE,
    OUTPUT
  }
}
