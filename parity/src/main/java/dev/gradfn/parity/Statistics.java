package dev.gradfn.parity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gradfn.autograd.Tensor;

/// Compares a tensor with the statistics that stand for one: shape, sum, sum of magnitudes, largest
/// and smallest element, some elements.
final class Statistics {
  private Statistics() {}

  /// @param tolerance relative: sums to the sum of magnitudes, elements to the largest magnitude
  /// @return the first difference, or null
  static String difference(JsonNode golden, Tensor tensor, double tolerance) {
    if (golden.has("shape") && !Inputs.dims(golden.path("shape")).equals(tensor.shape())) {
      return "shape, expected " + golden.path("shape") + ", got " + tensor.shape();
    }
    double[] values = tensor.toDoubleArray();
    double sum = 0;
    double magnitudes = 0;
    double max = Double.NEGATIVE_INFINITY;
    double min = Double.POSITIVE_INFINITY;
    for (double value : values) {
      sum += value;
      magnitudes += Math.abs(value);
      max = Math.max(max, value);
      min = Math.min(min, value);
    }
    double largest = Math.max(Math.abs(max), Math.abs(min));
    if (golden.has("max") && golden.has("min")) {
      largest =
          Math.max(
              Math.abs(golden.path("max").asDouble()), Math.abs(golden.path("min").asDouble()));
    }
    double scale = golden.path("abs_sum").asDouble();
    String problem = different("sum", golden.path("sum").asDouble(), sum, tolerance * scale);
    if (problem == null) {
      problem = different("abs_sum", scale, magnitudes, tolerance * scale);
    }
    if (problem == null && golden.has("max")) {
      problem = different("max", golden.path("max").asDouble(), max, tolerance * largest);
    }
    if (problem == null && golden.has("min")) {
      problem = different("min", golden.path("min").asDouble(), min, tolerance * largest);
    }
    for (JsonNode at : golden.path("at")) {
      if (problem != null) return problem;
      int index = at.path(0).asInt();
      if (index >= values.length) return "element " + index + ", got only " + values.length;
      problem =
          different("element " + index, at.path(1).asDouble(), values[index], tolerance * largest);
    }
    return problem;
  }

  /// Not a number never agrees.
  static String different(String what, double expected, double actual, double allowed) {
    if (Math.abs(expected - actual) <= allowed) return null;
    return what + ", expected " + expected + ", got " + actual;
  }
}
