package dev.gradfn.nd4j;

import dev.gradfn.core.BlockPool;
import dev.gradfn.core.DType;
import dev.gradfn.core.Form;
import dev.gradfn.core.Geometry;
import java.lang.foreign.MemorySegment;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/// A storage's contents in an ND4J buffer, densely and in the storage's own order.
///
/// The buffer is over memory of the [BlockPool], or it is one that ND4J made: the home of an
/// INDArray that was handed to us, or memory on a GPU.
final class NativeBlock implements Form {
  private final DType dtype;
  private final long size;
  private final DataBuffer buffer;
  private final BlockPool.Lease lease;

  /// ND4J's array over the geometry that was asked for last: making one takes longer than a small
  /// operation.
  private volatile Header header;

  private record Header(Geometry geometry, INDArray array) {}

  private NativeBlock(DType dtype, long size, DataBuffer buffer, BlockPool.Lease lease) {
    this.dtype = dtype;
    this.size = size;
    this.buffer = buffer;
    this.lease = lease;
  }

  /// Memory with undefined contents.
  static NativeBlock allocate(DType dtype, long size) {
    Nd4jStart.ensure();
    long length = Math.max(size, 1);
    if (Nd4jStart.onGpu()) {
      DataBuffer own = Nd4j.createBuffer(ElementTypes.toNd4j(dtype), length, false);
      return new NativeBlock(dtype, size, own, null);
    }
    BlockPool.Lease lease = BlockPool.take(length * dtype.itemSize());
    return new NativeBlock(dtype, size, bufferOver(lease, dtype, length), lease);
  }

  /// The whole of a buffer that ND4J made.
  static NativeBlock over(DType dtype, DataBuffer buffer) {
    return new NativeBlock(dtype, buffer.length(), buffer, null);
  }

  private static DataBuffer bufferOver(BlockPool.Lease lease, DType dtype, long length) {
    long address = lease.memory().address();
    return OwnedPointers.buffer(ElementTypes.toNd4j(dtype), address, length, lease);
  }

  long size() {
    return size;
  }

  /// The elements at `geometry`, for use inside a kernel.
  INDArray array(Geometry geometry) {
    Header last = header;
    if (last != null && last.geometry.equals(geometry)) return last.array;
    INDArray array = arrayOver(buffer, geometry);
    header = new Header(geometry, array);
    return array;
  }

  /// The elements at `geometry`, for a user: whatever he does to the INDArray itself (closing it,
  /// reshaping it in place) does not reach this block.
  INDArray export(Geometry geometry) {
    boolean ours = lease != null;
    return arrayOver(ours ? bufferOver(lease, dtype, Math.max(size, 1)) : buffer, geometry);
  }

  private static INDArray arrayOver(DataBuffer buffer, Geometry geometry) {
    long[] shape = geometry.shape().toArray();
    long[] strides = geometry.strides().toArray();
    return Nd4j.create(buffer, shape, strides, geometry.offset(), order(geometry));
  }

  /// ND4J wants to know which of its two orders an array is closest to.
  private static char order(Geometry geometry) {
    if (geometry.isContiguous()) return 'c';
    int[] reversed = new int[geometry.rank()];
    for (int i = 0; i < reversed.length; i++) reversed[i] = reversed.length - 1 - i;
    long innermost = geometry.strides().get(0);
    boolean rowsFirst = geometry.rank() == 2 && innermost == 1 && geometry.strides().get(1) > 1;
    return rowsFirst || geometry.permute(reversed).isContiguous() ? 'f' : 'c';
  }

  @Override
  public void load(Object array) {
    MemorySegment.copy(heap(array), 0, memory(), 0, bytes());
    if (Nd4jStart.onGpu()) Nd4j.getAffinityManager().tagLocation(buffer, Location.HOST);
  }

  @Override
  public void store(Object array) {
    if (Nd4jStart.onGpu()) Nd4j.getAffinityManager().ensureLocation(whole(), Location.HOST);
    MemorySegment.copy(memory(), 0, heap(array), 0, bytes());
  }

  @Override
  public void release() {
    if (lease != null) lease.close();
  }

  private INDArray whole() {
    return array(Geometry.contiguous(dev.gradfn.core.Dims.of(size)));
  }

  private long bytes() {
    return size * dtype.itemSize();
  }

  /// Where the elements are, for the CPU. The block must stay reachable while it is used.
  @SuppressWarnings("restricted") // the buffer says how long it is
  MemorySegment memory() {
    if (lease != null) return lease.memory();
    if (buffer.wasClosed()) {
      throw new IllegalStateException(
          "INDArray: it was closed, but a tensor over its memory is still in use");
    }
    return MemorySegment.ofAddress(buffer.pointer().address()).reinterpret(bytes());
  }

  private static MemorySegment heap(Object array) {
    return switch (array) {
      case float[] a -> MemorySegment.ofArray(a);
      case double[] a -> MemorySegment.ofArray(a);
      case long[] a -> MemorySegment.ofArray(a);
      case int[] a -> MemorySegment.ofArray(a);
      case short[] a -> MemorySegment.ofArray(a);
      case byte[] a -> MemorySegment.ofArray(a);
      default -> throw new IllegalArgumentException("not an array of numbers: " + array.getClass());
    };
  }
}
