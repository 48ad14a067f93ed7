package dev.gradfn.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ErrorFunctionTest {
  /// Reference values from tables, to all digits of a double.
  private static final double[][] KNOWN = {
    {0, 0, 1},
    {0.5, 0.5204998778130465, 0.4795001221869535},
    {1, 0.8427007929497149, 0.15729920705028513},
    {2, 0.9953222650189527, 0.004677734981047266},
    {3, 0.9999779095030014, 2.209049699858544e-05},
  };

  @Test
  void table_values_and_symmetry() {
    for (double[] row : KNOWN) {
      assertEquals(row[1], ErrorFunction.erf(row[0]), 1e-14);
      assertEquals(row[2], ErrorFunction.erfc(row[0]), 1e-12 * row[2]);
      assertEquals(-row[1], ErrorFunction.erf(-row[0]), 1e-14);
      assertEquals(2 - row[2], ErrorFunction.erfc(-row[0]), 1e-14);
    }
  }

  @Test
  void both_ways_of_computing_meet() {
    double below = ErrorFunction.erfc(Math.nextDown(2.0));
    assertEquals(below, ErrorFunction.erfc(2), 1e-12 * below);
  }

  @Test
  void ends_and_nan() {
    assertEquals(1, ErrorFunction.erf(Double.POSITIVE_INFINITY));
    assertEquals(-1, ErrorFunction.erf(Double.NEGATIVE_INFINITY));
    assertEquals(0, ErrorFunction.erfc(Double.POSITIVE_INFINITY));
    assertEquals(2, ErrorFunction.erfc(Double.NEGATIVE_INFINITY));
    assertEquals(Double.NaN, ErrorFunction.erf(Double.NaN));
    assertEquals(Double.NaN, ErrorFunction.erfc(Double.NaN));
  }
}
