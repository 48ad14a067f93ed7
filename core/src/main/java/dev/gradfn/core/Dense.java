package dev.gradfn.core;

/// An array as the heavy kernels want it: dense, row-major, of float32 or float64.
///
/// An array that is so already is used where it is; any other goes through a copy, which an output
/// writes back when it is closed. Inputs are opened before outputs: they may be one storage.
final class Dense implements AutoCloseable {
  private final NdArray user;
  private final NdArray used;
  private final Access access;
  private final Object array;

  private Dense(NdArray user, NdArray used, Access access) {
    this.user = user;
    this.used = used;
    this.access = access;
    this.array = used.storage().open(access);
  }

  /// The type a heavy kernel computes in for arrays of `dtype`.
  static DType computing(DType dtype) {
    return switch (dtype) {
      case FLOAT32, FLOAT16, BFLOAT16 -> DType.FLOAT32;
      default -> DType.FLOAT64;
    };
  }

  static Dense read(NdArray x, DType type) {
    return isUsable(x, type) ? new Dense(x, x, Access.READ) : readCopy(x, type);
  }

  /// [#read], with the first element at index 0: for loops that share one index.
  static Dense readFromZero(NdArray x, DType type) {
    boolean usable = isUsable(x, type) && x.offset() == 0;
    return usable ? new Dense(x, x, Access.READ) : readCopy(x, type);
  }

  private static boolean isUsable(NdArray x, DType type) {
    return x.dtype() == type && x.isContiguous();
  }

  private static Dense readCopy(NdArray x, DType type) {
    NdArray copy = NdArray.allocate(type, x.shape());
    StridedCopy.copy(x, copy);
    return ofCopy(x, copy);
  }

  /// `copy` in place of `x`, until it is closed.
  static Dense ofCopy(NdArray x, NdArray copy) {
    return new Dense(x, copy, Access.READ);
  }

  /// For an output, all of whose elements the kernel writes before it reads them.
  static Dense write(NdArray out, DType type) {
    return isUsable(out, type) ? new Dense(out, out, accessTo(out)) : writeCopy(out, type);
  }

  /// [#write], with the first element at index 0.
  static Dense writeFromZero(NdArray out, DType type) {
    boolean usable = isUsable(out, type) && out.offset() == 0;
    return usable ? new Dense(out, out, accessTo(out)) : writeCopy(out, type);
  }

  private static Dense writeCopy(NdArray out, DType type) {
    return new Dense(out, NdArray.allocate(type, out.shape()), Access.OVERWRITE);
  }

  /// OVERWRITE if the array covers its whole storage.
  static Access accessTo(NdArray out) {
    long size = out.storage().size();
    boolean covers = out.numel() == size && out.geometry().extent() == size;
    return covers ? Access.OVERWRITE : Access.UPDATE;
  }

  Object array() {
    return array;
  }

  /// Index of the first element.
  int offset() {
    return Math.toIntExact(used.offset());
  }

  @Override
  public void close() {
    used.storage().close(array, access);
    if (used == user) return;
    if (access.writes()) StridedCopy.copy(used, user);
    used.storage().recycle();
  }
}
