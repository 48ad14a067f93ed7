package dev.gradfn.parity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gradfn.autograd.Tensor;

/// `|actual − expected| ≤ atol + rtol · |expected|`; nan equals nan.
record Tolerance(double rtol, double atol) {
  static Tolerance of(JsonNode json) {
    return new Tolerance(json.path("rtol").asDouble(), json.path("atol").asDouble());
  }

  boolean agree(double expected, double actual) {
    if (Double.isNaN(expected) || Double.isNaN(actual)) {
      return Double.isNaN(expected) && Double.isNaN(actual);
    }
    if (expected == actual) return true;
    if (Double.isInfinite(expected) || Double.isInfinite(actual)) return false;
    return Math.abs(actual - expected) <= atol + rtol * Math.abs(expected);
  }

  /// The first difference in shape, type or an element, or null.
  String difference(Tensor expected, Tensor actual) {
    if (!expected.shape().equals(actual.shape())) {
      return "shape, expected " + expected.shape() + ", got " + actual.shape();
    }
    if (expected.dtype() != actual.dtype()) {
      String got = actual.dtype().torchName();
      return "dtype, expected " + expected.dtype().torchName() + ", got " + got;
    }
    double[] wanted = expected.toDoubleArray();
    double[] got = actual.toDoubleArray();
    for (int i = 0; i < wanted.length; i++) {
      if (!agree(wanted[i], got[i])) {
        return "element " + i + ", expected " + wanted[i] + ", got " + got[i];
      }
    }
    return null;
  }
}
