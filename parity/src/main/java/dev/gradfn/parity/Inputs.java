package dev.gradfn.parity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Dims;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Inputs as golden files describe them.
final class Inputs {
  private static final Pattern ONES = Pattern.compile("ones\\(([0-9, ]+)\\)");

  private Inputs() {}

  /// The shape of `ones(1, 3, 640, 640), float32`.
  static Dims shape(String text) {
    Matcher matcher = ONES.matcher(text);
    if (!matcher.find()) {
      throw new IllegalArgumentException("input \"" + text + "\", expected \"ones(n, c, h, w)\"");
    }
    String[] sizes = matcher.group(1).split(", ");
    long[] shape = new long[sizes.length];
    for (int i = 0; i < shape.length; i++) shape[i] = Long.parseLong(sizes[i].strip());
    return Dims.of(shape);
  }

  static Dims dims(JsonNode array) {
    long[] values = new long[array.size()];
    for (int i = 0; i < values.length; i++) values[i] = array.get(i).asLong();
    return Dims.of(values);
  }

  /// Element k is `((k · 2654435761) mod 2^32) / 2^32`, computed in double.
  static double pseudoRandom(long k) {
    return (k * 2654435761L & 0xFFFFFFFFL) / 4294967296.0;
  }

  static Tensor pseudoRandom(Dims shape) {
    float[] values = new float[Math.toIntExact(shape.product())];
    for (int k = 0; k < values.length; k++) values[k] = (float) pseudoRandom(k);
    return Tensor.of(values, shape.toArray());
  }
}
