package dev.gradfn.parity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.NdArray;
import dev.gradfn.torch.Safetensors;
import dev.gradfn.torch.SafetensorsEntry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/// The letterboxed images beside the golden files.
final class GoldenImages {
  private final Path file;

  /// @param folder the folder of the golden file that names an image
  GoldenImages(Path folder) {
    Path here = folder.resolve("images.safetensors");
    this.file =
        java.nio.file.Files.exists(here)
            ? here
            : folder.resolveSibling("forward/images.safetensors");
  }

  /// One image as `[1, 3, h, w]`, 0 to 1, divided in `dtype`.
  Tensor image(String name, DType dtype) throws IOException {
    try (Safetensors tensors = Safetensors.open(file)) {
      SafetensorsEntry entry = tensors.entry(name);
      if (entry == null) throw new IOException(file + ": has no image \"" + name + "\"");
      ByteBuffer bytes = entry.bytes();
      long[] shape = Dims.of(entry.shape()).insert(0, 1).toArray();
      double[] levels = new double[bytes.remaining()];
      for (int i = 0; i < levels.length; i++) levels[i] = bytes.get(i) & 0xFF;
      return Tensor.of(levels, shape).to(dtype).div(255);
    }
  }

  /// What `images.json` says of an image: shapes before and after letterboxing.
  JsonNode facts(String name) throws IOException {
    JsonNode all = new ObjectMapper().readTree(file.resolveSibling("images.json").toFile());
    for (JsonNode one : all.path("cases")) {
      if (one.path("id").asText().equals(name)) return one;
    }
    throw new IOException(file + ": images.json has no image \"" + name + "\"");
  }

  /// A tensor of a safetensors file, float32 or float64.
  static Tensor tensor(SafetensorsEntry entry) throws IOException {
    ByteBuffer bytes = entry.bytes();
    Dims shape = Dims.of(entry.shape());
    if (entry.dtype().equals("float64")) {
      double[] values = new double[bytes.remaining() / 8];
      bytes.asDoubleBuffer().get(values);
      return Tensor.of(NdArray.wrap(DType.FLOAT64, values, shape));
    }
    float[] values = new float[bytes.remaining() / 4];
    bytes.asFloatBuffer().get(values);
    return Tensor.of(NdArray.wrap(DType.FLOAT32, values, shape));
  }
}
