package dev.gradfn.nd4j;

import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.NdArray;
import dev.gradfn.core.Storage;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/// ND4J arrays in and out, without copying: both sides see each other's writes.
///
/// ```java
/// INDArray weights = Nd4j.rand(DataType.FLOAT, 8, 3);
/// NdArray ours = Nd4jArrays.fromINDArray(weights);   // the same memory
/// INDArray back = Nd4jArrays.toINDArray(ours);       // the same memory still
/// ```
///
/// Either side may be dropped: the memory lives as long as anything that looks at it, a view of a
/// view included. ND4J's memory of a workspace is the exception, since it dies with its scope: such
/// an array must be detached first.
public final class Nd4jArrays {
  private Nd4jArrays() {}

  /// An array over the memory of `array`, with its strides and offset.
  ///
  /// @throws IllegalArgumentException if its type has no counterpart (UTF8, unsigned integers but
  ///   UBYTE), it is attached to a workspace, or it was closed
  public static NdArray fromINDArray(INDArray array) {
    Nd4jStart.ensure();
    requireUsable(array);
    DType dtype = ElementTypes.fromNd4j(array.dataType());
    Dims shape = Dims.of(array.shape());
    if (array.isEmpty()) return NdArray.allocate(dtype, shape);
    DataBuffer root = root(array.data());
    NativeBlock block = NativeBlock.over(dtype, root);
    Device device = Nd4jStart.onGpu() ? Device.CUDA : Device.CPU;
    Storage storage = Storage.pinned(dtype, block.size(), device, NativeBlockKind.KIND, block);
    return new NdArray(storage, new Geometry(shape, Dims.of(array.stride()), array.offset()));
  }

  /// An INDArray over the memory of `array`. Its storage lives in native memory from now on (see
  /// [Storage#pin]); exporting it again costs nothing.
  ///
  /// @throws IllegalArgumentException on device "meta", which has no memory
  public static INDArray toINDArray(NdArray array) {
    Nd4jStart.ensure();
    if (array.device() == Device.META) {
      throw new IllegalArgumentException("INDArray: a tensor on device \"meta\" has no data");
    }
    if (array.numel() == 0) {
      return Nd4j.create(ElementTypes.toNd4j(array.dtype()), array.shape().toArray());
    }
    return array.storage().pin(NativeBlockKind.KIND).export(array.geometry());
  }

  private static void requireUsable(INDArray array) {
    if (array.wasClosed()) throw new IllegalArgumentException("INDArray: it was closed");
    if (array.isAttached()) {
      throw new IllegalArgumentException(
          "INDArray: it lives in a workspace and dies with it; call detach() first");
    }
  }

  /// The buffer that `buffer`, perhaps one of a view, was cut from.
  private static DataBuffer root(DataBuffer buffer) {
    DataBuffer original = buffer.originalDataBuffer();
    return original != null ? original : buffer;
  }
}
