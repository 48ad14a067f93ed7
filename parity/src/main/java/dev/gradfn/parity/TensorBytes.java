package dev.gradfn.parity;

import dev.gradfn.pickle.CheckpointException;
import dev.gradfn.torch.StorageRecord;
import dev.gradfn.torch.TensorRecord;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The bytes of a tensor of a checkpoint as a contiguous tensor has them.
final class TensorBytes {
  private TensorBytes() {}

  static byte[] all(StorageRecord storage) throws CheckpointException {
    ByteBuffer bytes = storage.bytes();
    byte[] all = new byte[bytes.remaining()];
    bytes.get(all);
    return all;
  }

  static byte[] contiguous(TensorRecord tensor) throws CheckpointException {
    byte[] source = all(tensor.storage());
    long elements = tensor.numel();
    if (elements == 0) return new byte[0];
    int width = width(tensor.dtype());
    byte[] target = new byte[Math.toIntExact(elements * width)];
    long[] shape = tensor.shape();
    long[] strides = tensor.strides();
    long[] index = new long[shape.length];
    for (int at = 0; at < target.length; at += width) {
      long place = tensor.offset();
      for (int i = 0; i < shape.length; i++) place += index[i] * strides[i];
      System.arraycopy(source, Math.toIntExact(place * width), target, at, width);
      for (int i = shape.length - 1; i >= 0 && ++index[i] == shape[i]; i--) index[i] = 0;
    }
    if (tensor.negative()) negate(target, tensor.dtype());
    return target;
  }

  private static int width(String dtype) {
    return switch (dtype) {
      case "float16", "bfloat16", "int16", "uint16" -> 2;
      case "float32", "int32", "uint32", "complex32" -> 4;
      case "float64", "int64", "uint64", "complex64" -> 8;
      case "complex128" -> 16;
      default -> 1;
    };
  }

  private static void negate(byte[] values, String dtype) {
    ByteBuffer buffer = ByteBuffer.wrap(values).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < values.length; at += width(dtype)) {
      switch (dtype) {
        case "float32" -> buffer.putFloat(at, -buffer.getFloat(at));
        case "float64" -> buffer.putDouble(at, -buffer.getDouble(at));
        case "float16", "bfloat16" -> buffer.putShort(at, (short) (buffer.getShort(at) ^ 0x8000));
        default -> throw new IllegalArgumentException("negated view of " + dtype);
      }
    }
  }
}
