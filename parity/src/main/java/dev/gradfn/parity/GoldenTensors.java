package dev.gradfn.parity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Backends;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.NdArray;
import dev.gradfn.core.Storage;
import dev.gradfn.torch.Safetensors;
import dev.gradfn.torch.SafetensorsEntry;
import java.io.IOException;
import java.nio.ByteBuffer;

/// The tensors beside a golden file.
final class GoldenTensors {
  private final Safetensors tensors;

  GoldenTensors(Safetensors tensors) {
    this.tensors = tensors;
  }

  /// A fresh leaf, contiguous.
  Tensor read(String key) throws IOException {
    SafetensorsEntry entry = tensors.entry(key);
    if (entry == null) throw new IOException(tensors.path() + ": has no tensor \"" + key + "\"");
    DType dtype = DType.ofTorchName(entry.dtype());
    Object array = array(dtype, entry.bytes());
    return Tensor.of(NdArray.wrap(dtype, array, Dims.of(entry.shape())));
  }

  private static Object array(DType dtype, ByteBuffer bytes) {
    int size = bytes.remaining() / dtype.itemSize();
    switch (dtype) {
      case FLOAT64 -> {
        double[] array = new double[size];
        bytes.asDoubleBuffer().get(array);
        return array;
      }
      case FLOAT32 -> {
        float[] array = new float[size];
        bytes.asFloatBuffer().get(array);
        return array;
      }
      case INT64 -> {
        long[] array = new long[size];
        bytes.asLongBuffer().get(array);
        return array;
      }
      case INT32 -> {
        int[] array = new int[size];
        bytes.asIntBuffer().get(array);
        return array;
      }
      case INT16, FLOAT16, BFLOAT16 -> {
        short[] array = new short[size];
        bytes.asShortBuffer().get(array);
        return array;
      }
      case INT8, UINT8, BOOL -> {
        byte[] array = new byte[size];
        bytes.get(array);
        return array;
      }
    }
    throw new AssertionError(dtype);
  }

  /// An input as a case describes it: a leaf with the recorded strides.
  Tensor input(JsonNode golden) throws IOException {
    Tensor dense = read(golden.path("key").asText());
    Tensor input = golden.has("strides") ? strided(golden, dense) : dense;
    return golden.path("requires_grad").asBoolean() ? input.requiresGrad_() : input;
  }

  private static Tensor strided(JsonNode golden, Tensor dense) {
    Geometry geometry =
        new Geometry(
            Inputs.dims(golden.path("shape")),
            Inputs.dims(golden.path("strides")),
            golden.path("storage_offset").asLong());
    Storage storage = Storage.allocate(dense.dtype(), golden.path("storage_size").asLong());
    NdArray array = new NdArray(storage, geometry);
    Backends.kernels().fill(0, array.view(Geometry.contiguous(Dims.of(storage.size()))));
    if (dense.numel() > 0) Backends.kernels().copy(dense.array(), array);
    return Tensor.of(array);
  }
}
