package dev.gradfn.core;

/// A multi-dimensional array: a [Geometry] over a [Storage]. Several arrays may look at one
/// storage.
///
/// It knows nothing of gradients; see `dev.gradfn.autograd.Tensor` for that. Nearest JDK relative:
/// a `ByteBuffer` slice, with strides.
public final class NdArray {
  private final Storage storage;
  private final Geometry geometry;

  public NdArray(Storage storage, Geometry geometry) {
    if (geometry.extent() > storage.size() || geometry.offset() < 0) {
      throw new IllegalArgumentException(
          "array: shape "
              + geometry.shape()
              + ", strides "
              + geometry.strides()
              + ", offset "
              + geometry.offset()
              + " needs "
              + geometry.extent()
              + " elements, got a storage of "
              + storage.size());
    }
    this.storage = storage;
    this.geometry = geometry;
  }

  /// Contents undefined; `geometry` must start at 0.
  public static NdArray allocate(DType dtype, Geometry geometry, Device device) {
    long extent = geometry.extent();
    Storage storage =
        device == Device.META ? Storage.meta(dtype, extent) : Storage.allocate(dtype, extent);
    return new NdArray(storage, geometry);
  }

  /// Contents undefined, dense.
  public static NdArray allocate(DType dtype, Dims shape) {
    return allocate(dtype, Geometry.contiguous(shape), Device.CPU);
  }

  /// A dense array of `shape` around a Java array, which it owns from now on.
  public static NdArray wrap(DType dtype, Object array, Dims shape) {
    return new NdArray(Storage.wrap(dtype, array), Geometry.contiguous(shape));
  }

  public Storage storage() {
    return storage;
  }

  public Geometry geometry() {
    return geometry;
  }

  public DType dtype() {
    return storage.dtype();
  }

  public Device device() {
    return storage.device();
  }

  public Dims shape() {
    return geometry.shape();
  }

  public Dims strides() {
    return geometry.strides();
  }

  public long offset() {
    return geometry.offset();
  }

  public int rank() {
    return geometry.rank();
  }

  public long numel() {
    return geometry.numel();
  }

  public boolean isContiguous() {
    return geometry.isContiguous();
  }

  /// The same storage seen through another geometry.
  public NdArray view(Geometry other) {
    return new NdArray(storage, other);
  }
}
