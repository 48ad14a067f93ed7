package dev.gradfn.onednn;

import static dev.gradfn.onednn.Arrays32.JAVA;
import static dev.gradfn.onednn.Arrays32.assertClose;
import static dev.gradfn.onednn.Arrays32.atHome;
import static dev.gradfn.onednn.Arrays32.empty;
import static dev.gradfn.onednn.Arrays32.random;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradfn.core.Access;
import dev.gradfn.core.BatchNormLayer;
import dev.gradfn.core.BinaryFunction;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.FastMath;
import dev.gradfn.core.Kernels;
import dev.gradfn.core.NdArray;
import dev.gradfn.core.PoolGeometry;
import dev.gradfn.core.UnaryFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What stands between convolutions, on arrays that a convolution has left channels last.
class LayersTest {
  private static final Kernels ONEDNN = new OneDnnKernels();

  private static final UnaryFunction SILU =
      new UnaryFunction("silu", x -> (float) (x / (1 + Math.exp(-x))), x -> x / (1 + Math.exp(-x)))
          .withBlock(FastMath::silu);
  private static final BinaryFunction SILU_BACKWARD =
      new BinaryFunction("silu_backward", LayersTest::siluGradient, LayersTest::siluGradient);
  private static final BinaryFunction ADD =
      new BinaryFunction("add", (x, y) -> x + y, (x, y) -> x + y);
  private static final BinaryFunction SUB =
      new BinaryFunction("sub", (x, y) -> x - y, (x, y) -> x - y);

  private static double siluGradient(double g, double x) {
    double s = 1 / (1 + Math.exp(-x));
    return g * s * (1 + x * (1 - s));
  }

  private static float siluGradient(float g, float x) {
    return (float) siluGradient((double) g, (double) x);
  }

  @Test
  void activationsAndTheirGradients() {
    NdArray x = random(2, 12, 7, 5);
    NdArray g = random(2, 12, 7, 5);
    NdArray expected = empty(2, 12, 7, 5);
    NdArray expectedGradient = empty(2, 12, 7, 5);
    JAVA.map(SILU, x, expected);
    JAVA.zip(SILU_BACKWARD, g, x, expectedGradient);
    atHome(x);
    NdArray actual = empty(2, 12, 7, 5);
    NdArray gradient = empty(2, 12, 7, 5);
    assertTrue(ONEDNN.map(SILU, x, actual));
    assertTrue(ONEDNN.zip(SILU_BACKWARD, g, x, gradient));
    assertEquals("channels_last", Arrays32.place(actual));
    assertClose(expected, actual, 1e-6);
    assertClose(expectedGradient, gradient, 1e-6);
  }

  @Test
  void sumsOfSlicesAndBroadcasts() {
    NdArray whole = random(2, 12, 6, 4);
    NdArray slice = whole.view(whole.geometry().slice(1, 4, 5, 1));
    NdArray other = random(2, 5, 6, 4);
    NdArray perChannel = random(5, 1, 1);
    NdArray number = random(1);
    for (NdArray y : new NdArray[] {other, perChannel, number}) {
      NdArray expected = empty(2, 5, 6, 4);
      JAVA.zip(SUB, slice, broadcast(y), expected);
      atHome(whole);
      NdArray actual = empty(2, 5, 6, 4);
      assertTrue(ONEDNN.zip(SUB, slice, y, actual));
      assertClose(expected, actual, 1e-6);
    }
  }

  private static NdArray broadcast(NdArray y) {
    return y.view(y.geometry().expand(Dims.of(2, 5, 6, 4)));
  }

  @Test
  void inPlaceSumOfASlice() {
    NdArray whole = random(1, 8, 3, 3);
    NdArray slice = whole.view(whole.geometry().slice(1, 3, 4, 1));
    NdArray sum = random(1, 4, 3, 3);
    NdArray expected = empty(1, 4, 3, 3);
    JAVA.zip(ADD, sum, slice, expected);
    atHome(whole);
    atHome(sum);
    assertTrue(ONEDNN.zip(ADD, sum, slice, sum));
    assertClose(expected, sum, 1e-6);
  }

  @Test
  void valuesInJavaStayThere() {
    NdArray x = random(2, 12, 7, 5);
    assertFalse(ONEDNN.map(SILU, x, empty(2, 12, 7, 5)));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void batchNormalizationAndItsGradients(boolean training) {
    int n = 3;
    int c = 10;
    int plane = 6 * 5;
    NdArray x = random(n, c, 6, 5);
    NdArray weight = random(c);
    NdArray bias = random(c);
    NdArray gradient = random(n, c, 6, 5);
    NdArray mean = random(c);
    NdArray variance = empty(c);
    JAVA.map(new UnaryFunction("square", v -> v * v, v -> v * v), random(c), variance);
    if (training) JAVA.channelStatistics(x, mean, variance);

    float[] m = Arrays32.values(mean);
    float[] v = Arrays32.values(variance);
    float[] w = Arrays32.values(weight);
    float[] b = Arrays32.values(bias);
    float[] in = Arrays32.values(x);
    float[] g = Arrays32.values(gradient);
    float[] out = new float[in.length];
    float[] gradIn = new float[in.length];
    float[] gradWeight = new float[c];
    float[] gradBias = new float[c];
    double eps = 1e-3;
    for (int ch = 0; ch < c; ch++) {
      double invstd = 1 / Math.sqrt(v[ch] + eps);
      double sum = 0;
      double dot = 0;
      for (int i = 0; i < n * plane; i++) {
        int at = (i / plane * c + ch) * plane + i % plane;
        double normal = (in[at] - m[ch]) * invstd;
        out[at] = (float) (normal * w[ch] + b[ch]);
        sum += g[at];
        dot += g[at] * normal;
      }
      gradWeight[ch] = (float) dot;
      gradBias[ch] = (float) sum;
      for (int i = 0; i < n * plane; i++) {
        int at = (i / plane * c + ch) * plane + i % plane;
        double normal = (in[at] - m[ch]) * invstd;
        double inner = training ? g[at] - (sum + normal * dot) / (n * plane) : g[at];
        gradIn[at] = (float) (w[ch] * invstd * inner);
      }
    }
    atHome(x);
    NdArray actual = empty(n, c, 6, 5);
    NdArray actualMean = training ? empty(c) : mean;
    NdArray actualVariance = training ? empty(c) : variance;
    var layer = new BatchNormLayer(training, eps, x, weight, bias, actualMean, actualVariance);
    assertTrue(ONEDNN.batchNorm(layer, actual));
    Dims shape = x.shape();
    assertClose(NdArray.wrap(DType.FLOAT32, out, shape), actual, 1e-5);
    assertClose(mean, actualMean, 1e-5);
    assertClose(variance, actualVariance, 1e-5);
    NdArray actualIn = empty(n, c, 6, 5);
    NdArray actualWeight = empty(c);
    NdArray actualBias = empty(c);
    assertTrue(ONEDNN.batchNormGradient(layer, gradient, actualIn, actualWeight, actualBias));
    assertClose(NdArray.wrap(DType.FLOAT32, gradIn, shape), actualIn, 1e-5);
    assertClose(NdArray.wrap(DType.FLOAT32, gradWeight, Dims.of(c)), actualWeight, 1e-5);
    assertClose(NdArray.wrap(DType.FLOAT32, gradBias, Dims.of(c)), actualBias, 1e-5);
  }

  @Test
  void maxPoolingKeepsTheFirstOfEqualsAndWorksOutIndices() {
    var g = new PoolGeometry(Dims.of(5, 5), Dims.of(1, 1), Dims.of(2, 2), Dims.of(1, 1), false);
    NdArray x = random(2, 6, 8, 9);
    float[] values = (float[]) x.storage().open(Access.UPDATE);
    for (int i = 0; i < values.length; i++) values[i] = Math.round(values[i] * 2);
    x.storage().close(values, Access.UPDATE);
    NdArray expected = empty(2, 6, 8, 9);
    NdArray places = NdArray.allocate(DType.INT64, x.shape());
    JAVA.maxPool2d(g, x, expected, places);
    NdArray gradient = random(2, 6, 8, 9);
    NdArray expectedGradient = empty(2, 6, 8, 9);
    JAVA.maxPool2dGradient(gradient, places, expectedGradient);

    atHome(x);
    NdArray actual = empty(2, 6, 8, 9);
    NdArray actualPlaces = NdArray.allocate(DType.INT64, x.shape());
    assertTrue(ONEDNN.maxPool2d(g, x, actual, actualPlaces));
    assertClose(expected, actual, 0);
    NdArray actualGradient = empty(2, 6, 8, 9);
    assertTrue(ONEDNN.maxPool2dGradient(gradient, actualPlaces, actualGradient));
    assertClose(expectedGradient, actualGradient, 1e-6);
    assertArrayEquals(indices(places), indices(actualPlaces));
  }

  private static long[] indices(NdArray places) {
    long[] all = (long[]) places.storage().open(Access.READ);
    places.storage().close(all, Access.READ);
    return java.util.Arrays.copyOf(all, Math.toIntExact(places.numel()));
  }

  @Test
  void nanWinsInMaxPooling() {
    var g = new PoolGeometry(Dims.of(2, 2), Dims.of(2, 2), Dims.of(0, 0), Dims.of(1, 1), false);
    NdArray x = random(1, 16, 4, 4);
    float[] values = (float[]) x.storage().open(Access.UPDATE);
    values[5] = Float.NaN;
    values[16] = Float.NaN;
    x.storage().close(values, Access.UPDATE);
    NdArray expected = empty(1, 16, 2, 2);
    JAVA.maxPool2d(g, x, expected, NdArray.allocate(DType.INT64, expected.shape()));
    atHome(x);
    NdArray actual = empty(1, 16, 2, 2);
    NdArray places = NdArray.allocate(DType.INT64, expected.shape());
    if (!ONEDNN.maxPool2d(g, x, actual, places)) JAVA.maxPool2d(g, x, actual, places);
    assertClose(expected, actual, 0);
  }

  @Test
  void concatenationSumAndUpsampling() {
    NdArray a = random(1, 3, 4, 4);
    NdArray b = random(1, 5, 4, 4);
    NdArray expected = empty(1, 8, 4, 4);
    JAVA.copy(a, expected.view(expected.geometry().slice(1, 0, 3, 1)));
    JAVA.copy(b, expected.view(expected.geometry().slice(1, 3, 5, 1)));
    atHome(a);
    NdArray actual = empty(1, 8, 4, 4);
    assertTrue(ONEDNN.concat(new NdArray[] {a, b}, 1, actual));
    assertClose(expected, actual, 0);

    NdArray expectedLarge = empty(1, 8, 8, 8);
    NdArray actualLarge = empty(1, 8, 8, 8);
    double[] halves = {0.5, 0.5};
    JAVA.upsampleNearest(expected, halves, expectedLarge);
    atHome(actual);
    assertTrue(ONEDNN.upsampleNearest(actual, halves, actualLarge));
    assertClose(expectedLarge, actualLarge, 0);
    atHome(actualLarge);
    NdArray expectedSmall = empty(1, 8, 4, 4);
    NdArray actualSmall = empty(1, 8, 4, 4);
    JAVA.upsampleNearestGradient(expectedLarge, halves, expectedSmall);
    assertTrue(ONEDNN.upsampleNearestGradient(actualLarge, halves, actualSmall));
    assertClose(expectedSmall, actualSmall, 1e-6);
  }

  @Test
  void sumsPerChannel() {
    NdArray x = random(2, 9, 5, 7);
    NdArray expected = empty(1, 9, 1, 1);
    JAVA.sum(x, 1, expected);
    atHome(x);
    NdArray actual = empty(1, 9, 1, 1);
    assertTrue(ONEDNN.sum(x, 1, actual));
    assertClose(expected, actual, 1e-6);
  }

  @Test
  void copiesOfViewsReadTheLayout() {
    NdArray x = random(2, 12, 4, 5);
    NdArray view = x.view(x.geometry().view(Dims.of(2, 3, 4, 4, 5)).orElseThrow());
    view = view.view(view.geometry().permute(0, 1, 3, 4, 2));
    NdArray expected = NdArray.allocate(DType.FLOAT32, view.shape());
    JAVA.copy(view, expected);
    atHome(x);
    NdArray actual = NdArray.allocate(DType.FLOAT32, view.shape());
    assertTrue(ONEDNN.copy(view, actual));
    assertClose(expected, actual, 0);
  }

  @Test
  void copiesOfTransposedMatrices() {
    NdArray x = random(3, 40, 50);
    NdArray view = x.view(x.geometry().permute(2, 0, 1).slice(1, 1, 2, 1));
    NdArray expected = NdArray.allocate(DType.FLOAT32, view.shape());
    JAVA.copy(view, expected);
    x.storage().form(Layout.flat(x.numel()), Access.UPDATE);
    NdArray actual = NdArray.allocate(DType.FLOAT32, view.shape());
    assertTrue(ONEDNN.copy(view, actual));
    assertEquals("native", Arrays32.place(actual));
    assertClose(expected, actual, 0);
  }
}
