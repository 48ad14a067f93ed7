package dev.gradfn.autograd;

import dev.gradfn.core.Access;
import dev.gradfn.core.Backends;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.NdArray;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;

/// Buffers of `java.nio`, on the heap or direct, of either byte order, to and from dense memory.
final class Buffers {
  private Buffers() {}

  /// A copy of what lies between position and limit; the position stays.
  static NdArray read(Buffer buffer, long[] shape) {
    DType dtype = dtypeOf(buffer);
    Dims dims = shape.length == 0 ? Dims.of(buffer.remaining()) : Dims.of(shape);
    requireSize(dims, buffer.remaining());
    NdArray array = NdArray.allocate(dtype, dims);
    Object flat = array.storage().open(Access.OVERWRITE);
    get(buffer.duplicate(), flat, buffer.remaining());
    array.storage().close(flat, Access.OVERWRITE);
    return array;
  }

  /// The same for the bytes of elements of any type, in the buffer's byte order.
  static NdArray read(ByteBuffer bytes, DType dtype, long[] shape) {
    if (bytes.remaining() % dtype.itemSize() != 0) {
      throw TorchException.value(
          "buffer length ("
              + bytes.remaining()
              + " bytes) must be a multiple of element size ("
              + dtype.itemSize()
              + ")");
    }
    NdArray bits = read(typed(bytes, dtype), shape);
    if (dtype == DType.BOOL) return converted(bits, dtype);
    return bits.dtype() == dtype ? bits : reinterpreted(bits, dtype);
  }

  /// Puts all elements in row-major order and advances the position.
  static void write(NdArray array, Buffer target) {
    boolean raw = target instanceof ByteBuffer;
    DType dtype = raw ? array.dtype() : dtypeOf(target);
    long room = target.remaining() / (raw ? dtype.itemSize() : 1);
    if (array.numel() > room) {
      throw TorchException.value(
          "copyTo: the buffer has room for " + room + " elements, expected " + array.numel());
    }
    int n = Math.toIntExact(array.numel());
    NdArray dense = JavaArrays.dense(array, dtype);
    Object flat = dense.storage().open(Access.READ);
    put(raw ? typed((ByteBuffer) target, dtype) : target, flat, n);
    if (raw) target.position(target.position() + n * dtype.itemSize());
    dense.storage().close(flat, Access.READ);
    dense.storage().recycle();
  }

  private static NdArray converted(NdArray array, DType dtype) {
    NdArray result = NdArray.allocate(dtype, array.shape());
    Backends.kernels().copy(array, result);
    return result;
  }

  /// The same bits under another type of the same size.
  private static NdArray reinterpreted(NdArray bits, DType dtype) {
    Object flat = bits.storage().open(Access.READ);
    NdArray result = NdArray.allocate(dtype, bits.shape());
    Object target = result.storage().open(Access.OVERWRITE);
    System.arraycopy(flat, 0, target, 0, Math.toIntExact(bits.numel()));
    result.storage().close(target, Access.OVERWRITE);
    bits.storage().close(flat, Access.READ);
    return result;
  }

  private static Buffer typed(ByteBuffer bytes, DType dtype) {
    // A slice forgets the byte order.
    ByteBuffer rest = bytes.slice().order(bytes.order());
    return switch (dtype) {
      case BOOL, UINT8, INT8 -> rest;
      case INT16, FLOAT16, BFLOAT16 -> rest.asShortBuffer();
      case INT32 -> rest.asIntBuffer();
      case INT64 -> rest.asLongBuffer();
      case FLOAT32 -> rest.asFloatBuffer();
      case FLOAT64 -> rest.asDoubleBuffer();
    };
  }

  private static DType dtypeOf(Buffer buffer) {
    return switch (buffer) {
      case ByteBuffer _ -> DType.INT8;
      case ShortBuffer _ -> DType.INT16;
      case IntBuffer _ -> DType.INT32;
      case LongBuffer _ -> DType.INT64;
      case FloatBuffer _ -> DType.FLOAT32;
      case DoubleBuffer _ -> DType.FLOAT64;
      default -> throw TorchException.type("buffer: characters are no numbers");
    };
  }

  private static void get(Buffer from, Object flat, int n) {
    switch (from) {
      case ByteBuffer bytes -> bytes.get((byte[]) flat, 0, n);
      case ShortBuffer shorts -> shorts.get((short[]) flat, 0, n);
      case IntBuffer ints -> ints.get((int[]) flat, 0, n);
      case LongBuffer longs -> longs.get((long[]) flat, 0, n);
      case FloatBuffer floats -> floats.get((float[]) flat, 0, n);
      case DoubleBuffer doubles -> doubles.get((double[]) flat, 0, n);
      default -> throw new AssertionError(from);
    }
  }

  private static void put(Buffer to, Object flat, int n) {
    switch (to) {
      case ByteBuffer bytes -> bytes.put((byte[]) flat, 0, n);
      case ShortBuffer shorts -> shorts.put((short[]) flat, 0, n);
      case IntBuffer ints -> ints.put((int[]) flat, 0, n);
      case LongBuffer longs -> longs.put((long[]) flat, 0, n);
      case FloatBuffer floats -> floats.put((float[]) flat, 0, n);
      case DoubleBuffer doubles -> doubles.put((double[]) flat, 0, n);
      default -> throw new AssertionError(to);
    }
  }

  private static void requireSize(Dims shape, int elements) {
    if (shape.product() == elements) return;
    throw TorchException.runtime("shape '" + shape + "' is invalid for input of size " + elements);
  }
}
