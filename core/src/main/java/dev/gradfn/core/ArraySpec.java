package dev.gradfn.core;

/// What an array will be: type and geometry, without memory. Operations are planned on these.
///
/// @param wrappedNumber made from a Java or Python number, which gives way to any tensor of its
///   category in type promotion
public record ArraySpec(DType dtype, Geometry geometry, boolean wrappedNumber) {

  public ArraySpec(DType dtype, Geometry geometry) {
    this(dtype, geometry, false);
  }

  public Dims shape() {
    return geometry.shape();
  }

  public int rank() {
    return geometry.rank();
  }

  /// The type in which an operation on these computes, by PyTorch's rule: numbers and 0-dimensional
  /// tensors only count where they raise the category.
  public static DType promote(java.util.List<ArraySpec> inputs) {
    DType dimensioned = null;
    DType scalar = null;
    DType number = null;
    for (ArraySpec input : inputs) {
      if (input.wrappedNumber) number = join(number, input.dtype);
      else if (input.rank() == 0) scalar = join(scalar, input.dtype);
      else dimensioned = join(dimensioned, input.dtype);
    }
    return raise(raise(dimensioned, scalar), defaultOf(number));
  }

  private static DType join(DType a, DType b) {
    return a == null ? b : DType.promote(a, b);
  }

  private static DType raise(DType higher, DType lower) {
    if (higher == null) return lower;
    if (lower == null) return higher;
    return lower.category().compareTo(higher.category()) > 0
        ? DType.promote(higher, lower)
        : higher;
  }

  /// A number without a tensor of its category is of the default type.
  private static DType defaultOf(DType number) {
    return number == DType.FLOAT64 ? DType.FLOAT32 : number;
  }
}
