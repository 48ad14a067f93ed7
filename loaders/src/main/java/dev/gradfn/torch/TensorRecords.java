package dev.gradfn.torch;

import dev.gradfn.autograd.Parameter;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Access;
import dev.gradfn.core.NdArray;
import dev.gradfn.core.Storage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.IdentityHashMap;
import java.util.Map;

/// Describes tensors as a checkpoint does: what shares memory shares a storage, and a storage is
/// saved whole, whatever part of it a tensor shows.
final class TensorRecords {
  private final Map<Tensor, TensorRecord> records = new IdentityHashMap<>();
  private final Map<Storage, StorageRecord> storages = new IdentityHashMap<>();

  /// @throws IllegalArgumentException on device `meta`, where there are no numbers
  TensorRecord of(Tensor tensor) {
    return records.computeIfAbsent(tensor, this::record);
  }

  private TensorRecord record(Tensor tensor) {
    NdArray array = tensor.array();
    if (array.device() == dev.gradfn.core.Device.META) {
      throw new IllegalArgumentException("a tensor on device \"meta\" has no data to write");
    }
    StorageRecord storage =
        storages.computeIfAbsent(array.storage(), memory -> storage(memory, storages.size()));
    TensorRecord plain =
        new TensorRecord(
            storage,
            array.dtype().torchName(),
            array.offset(),
            array.shape().toArray(),
            array.strides().toArray(),
            tensor.requiresGrad(),
            false,
            false,
            null);
    return tensor instanceof Parameter ? plain.asParameter(tensor.requiresGrad()) : plain;
  }

  private static StorageRecord storage(Storage memory, int number) {
    String dtype = memory.dtype().torchName();
    return new StorageRecord(
        Integer.toString(number), dtype, memory.size(), "cpu", false, () -> bytes(memory));
  }

  private static byte[] bytes(Storage memory) {
    int size = Math.toIntExact(memory.size());
    byte[] content = new byte[Math.multiplyExact(size, memory.dtype().itemSize())];
    ByteBuffer bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    Object array = memory.open(Access.READ);
    try {
      switch (array) {
        case byte[] numbers -> bytes.put(numbers, 0, size);
        case short[] numbers -> bytes.asShortBuffer().put(numbers, 0, size);
        case int[] numbers -> bytes.asIntBuffer().put(numbers, 0, size);
        case long[] numbers -> bytes.asLongBuffer().put(numbers, 0, size);
        case float[] numbers -> bytes.asFloatBuffer().put(numbers, 0, size);
        case double[] numbers -> bytes.asDoubleBuffer().put(numbers, 0, size);
        default -> throw new AssertionError(array.getClass());
      }
    } finally {
      memory.close(array, Access.READ);
    }
    return content;
  }
}
