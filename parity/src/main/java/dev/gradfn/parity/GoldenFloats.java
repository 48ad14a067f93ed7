package dev.gradfn.parity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.DType;

/// Compares tensors: type, shape, and values within the tolerance of the run's type.
final class GoldenFloats {
  private final Tolerance tolerance;

  /// @param tolerances by the name of a type
  GoldenFloats(JsonNode tolerances, DType run) {
    JsonNode own = tolerances.path(run.torchName());
    tolerance = new Tolerance(own.path("rtol").asDouble(), own.path("atol").asDouble());
  }

  /// The first difference, or null.
  String difference(String what, Tensor expected, Tensor actual) {
    if (!expected.shape().equals(actual.shape())) {
      return what + ": expected shape " + expected.shape() + ", got " + actual.shape();
    }
    if (expected.dtype() != actual.dtype()) {
      String types = expected.dtype().torchName() + ", got " + actual.dtype().torchName();
      return what + ": expected dtype " + types;
    }
    double[] wanted = expected.toDoubleArray();
    double[] got = actual.toDoubleArray();
    for (int i = 0; i < wanted.length; i++) {
      if (!tolerance.agree(wanted[i], got[i])) {
        return what + " element " + i + ": expected " + wanted[i] + ", got " + got[i];
      }
    }
    return null;
  }
}
