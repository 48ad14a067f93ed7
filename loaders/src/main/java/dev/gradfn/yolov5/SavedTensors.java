package dev.gradfn.yolov5;

import dev.gradfn.autograd.Parameter;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.NdArray;
import dev.gradfn.core.Storage;
import dev.gradfn.pickle.CheckpointException;
import dev.gradfn.torch.StorageRecord;
import dev.gradfn.torch.TensorRecord;
import java.nio.ByteBuffer;
import java.util.IdentityHashMap;
import java.util.Map;

/// Turns tensors of a checkpoint into ours. What is one object or one storage in the file stays
/// one.
final class SavedTensors {
  private final Map<TensorRecord, Tensor> tensors = new IdentityHashMap<>();
  private final Map<StorageRecord, Storage> storages = new IdentityHashMap<>();

  /// A view may show few stored numbers as any number of elements; more than this is no network.
  private static final long LARGEST_REPETITION = 1 << 24;

  /// @throws IllegalArgumentException for a tensor of a kind that is not read
  Tensor tensor(TensorRecord saved) throws CheckpointException {
    Tensor known = tensors.get(saved);
    if (known != null) return known;
    requireOrdinary(saved);
    Geometry geometry =
        new Geometry(Dims.of(saved.shape()), Dims.of(saved.strides()), saved.offset());
    NdArray array = new NdArray(storage(saved), geometry);
    Tensor tensor =
        saved.parameter() ? new Parameter(array, saved.requiresGrad()) : plain(array, saved);
    tensors.put(saved, tensor);
    return tensor;
  }

  private static void requireOrdinary(TensorRecord saved) {
    if (saved.negative()) {
      throw new IllegalArgumentException(
          "a negated view is not supported; call resolve_neg() on it before saving");
    }
    if (saved.numel() > Math.max(saved.storage().numel(), LARGEST_REPETITION)) {
      throw new IllegalArgumentException(
          "shows "
              + saved.storage().numel()
              + " stored elements as "
              + saved.numel()
              + "; call contiguous() on it before saving");
    }
  }

  private static Tensor plain(NdArray array, TensorRecord saved) {
    Tensor tensor = Tensor.of(array);
    return saved.requiresGrad() ? tensor.requiresGrad_() : tensor;
  }

  private Storage storage(TensorRecord saved) throws CheckpointException {
    DType dtype = DType.ofTorchName(saved.dtype());
    Storage storage = storages.get(saved.storage());
    if (storage == null) {
      storage = Storage.wrap(dtype, array(saved.storage(), dtype));
      storages.put(saved.storage(), storage);
    }
    if (storage.dtype() == dtype) return storage;
    throw new IllegalArgumentException(
        "shares its storage as "
            + dtype.torchName()
            + " with a tensor of "
            + storage.dtype().torchName()
            + ", expected one type; call clone() on it before saving");
  }

  /// The elements of a storage. That of an untyped one is the tensor's.
  private static Object array(StorageRecord record, DType dtype) throws CheckpointException {
    ByteBuffer bytes = record.bytes();
    int size = bytes.remaining() / dtype.itemSize();
    return switch (dtype) {
      case FLOAT16, BFLOAT16, INT16 -> {
        short[] array = new short[size];
        bytes.asShortBuffer().get(array);
        yield array;
      }
      case FLOAT32 -> {
        float[] array = new float[size];
        bytes.asFloatBuffer().get(array);
        yield array;
      }
      case FLOAT64 -> {
        double[] array = new double[size];
        bytes.asDoubleBuffer().get(array);
        yield array;
      }
      case INT32 -> {
        int[] array = new int[size];
        bytes.asIntBuffer().get(array);
        yield array;
      }
      case INT64 -> {
        long[] array = new long[size];
        bytes.asLongBuffer().get(array);
        yield array;
      }
      case INT8, UINT8, BOOL -> {
        byte[] array = new byte[size];
        bytes.get(array);
        yield array;
      }
    };
  }
}
