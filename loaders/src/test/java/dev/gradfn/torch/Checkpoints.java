package dev.gradfn.torch;

import dev.gradfn.pickle.PickleBytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Small checkpoints for tests.
final class Checkpoints {
  private Checkpoints() {}

  /// Writes the persistent id of a storage.
  static PickleBytes storage(PickleBytes to, String type, String key, int numel) {
    return to.mark()
        .str("storage")
        .global("torch", type)
        .str(key)
        .str("cpu")
        .num(numel)
        .tuple()
        .op("Q");
  }

  /// A float tensor with these numbers; the storage "0" holds four elements.
  static PickleBytes tensor(PickleBytes to, int offset, int[] sizes, int[] strides) {
    to.global("torch._utils", "_rebuild_tensor_v2").mark();
    storage(to, "FloatStorage", "0", 4).num(offset);
    numbers(to, sizes);
    numbers(to, strides);
    return to.raw(0x89).call("collections", "OrderedDict").tuple().reduce();
  }

  private static void numbers(PickleBytes to, int[] numbers) {
    to.mark();
    for (int number : numbers) {
      to.num(number);
    }
    to.tuple();
  }

  /// `{"w": Parameter(tensor of 2 x 2)}`.
  static byte[] parameterPickle() {
    PickleBytes bytes = PickleBytes.start().op("}").str("w");
    bytes.global("torch._utils", "_rebuild_parameter").mark();
    tensor(bytes, 0, new int[] {2, 2}, new int[] {2, 1}).raw(0x88);
    return bytes.call("collections", "OrderedDict").tuple().reduce().op("s").stop();
  }

  static byte[] floats(ByteOrder order, float... values) {
    ByteBuffer buffer = ByteBuffer.allocate(values.length * 4).order(order);
    for (float value : values) {
      buffer.putFloat(value);
    }
    return buffer.array();
  }

  static byte[] fourFloats() {
    return floats(ByteOrder.LITTLE_ENDIAN, 1, 2, 3, 4);
  }

  /// A zip with this pickle and a storage of four floats.
  static ZipBytes zip(byte[] pickle) {
    return new ZipBytes()
        .add("archive/data.pkl", pickle)
        .add("archive/byteorder", "little")
        .add("archive/data/0", fourFloats())
        .add("archive/version", "3\n");
  }
}
