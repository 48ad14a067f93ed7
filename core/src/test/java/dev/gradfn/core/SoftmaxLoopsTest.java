package dev.gradfn.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SoftmaxLoopsTest {
  /// Short and long lines, one block of lines beside each other and more than one, one thread and
  /// several.
  @ParameterizedTest
  @CsvSource({
    "1, 1, 1",
    "3, 5, 1",
    "2, 1500, 1",
    "400, 90, 1",
    "2, 3, 7",
    "1, 80, 1300",
    "30, 4, 600",
  })
  void agreesWithItsDefinition(int outer, int size, int inner) {
    Dims shape = Dims.of(outer, size, inner);
    Random random = new Random(outer + size + inner);
    double[] x = new double[outer * size * inner];
    for (int i = 0; i < x.length; i++) x[i] = (float) (20 * random.nextGaussian());
    // A line of nothing but negative infinities, where there are several.
    if (outer > 1) for (int i = 0; i < size; i++) x[i * inner] = Double.NEGATIVE_INFINITY;
    for (SoftmaxKind kind : SoftmaxKind.values()) {
      double[] expected = definition(kind, x, size, inner);
      check(kind, DType.FLOAT64, x, expected, shape, 1e-13);
      check(kind, DType.FLOAT32, x, expected, shape, 3e-6);
    }
  }

  private static void check(
      SoftmaxKind kind, DType type, double[] x, double[] expected, Dims shape, double tolerance) {
    NdArray in = NdArray.allocate(type, shape);
    StridedCopy.copy(NdArray.wrap(DType.FLOAT64, x, shape), in);
    NdArray out = NdArray.allocate(type, shape);
    SoftmaxLoops.run(kind, 1, in, out);
    double[] actual = new double[x.length];
    StridedCopy.copy(out, NdArray.wrap(DType.FLOAT64, actual, shape));
    for (int i = 0; i < x.length; i++) {
      boolean finite = Double.isFinite(expected[i]);
      double allowed = finite ? tolerance * Math.max(1, Math.abs(expected[i])) : tolerance;
      assertEquals(expected[i], actual[i], allowed, kind + " of " + type + " at " + i);
    }
  }

  private static double[] definition(SoftmaxKind kind, double[] x, int size, int inner) {
    double[] result = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      int first = i - i / inner % size * inner;
      double max = Double.NEGATIVE_INFINITY;
      for (int j = 0; j < size; j++) max = Math.max(max, x[first + j * inner]);
      double sum = 0;
      for (int j = 0; j < size; j++) sum += Math.exp(x[first + j * inner] - max);
      boolean blind = kind == SoftmaxKind.SAFE && max == Double.NEGATIVE_INFINITY;
      double logarithm = x[i] - max - Math.log(sum);
      result[i] = blind ? 0 : kind == SoftmaxKind.LOG ? logarithm : Math.exp(logarithm);
    }
    return result;
  }
}
