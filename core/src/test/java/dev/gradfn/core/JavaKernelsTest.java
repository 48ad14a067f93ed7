package dev.gradfn.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradfn.core.TestArrays.Layout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Sums, products, pooling, channel passes and resampling against plain loops.
class JavaKernelsTest {
  private static final DType[] FLOATING = {DType.FLOAT32, DType.FLOAT64, DType.FLOAT16};

  private final Kernels kernels = new JavaKernels();

  @Test
  void hasTheNameThatSelectsIt() {
    assertEquals("java", kernels.name());
  }

  // Sums

  @ParameterizedTest
  @EnumSource(DType.class)
  void sumsOverAnyDimensions(DType dtype) {
    long[] shape = {3, 4, 5, 6};
    for (int mask = 0; mask < 16; mask++) {
      long[] kept = shape.clone();
      for (int d = 0; d < 4; d++) {
        if ((mask & 1 << d) != 0) kept[d] = 1;
      }
      for (Layout layout : Layout.values()) {
        NdArray x = TestArrays.random(dtype, layout, shape);
        NdArray out = TestArrays.empty(dtype, layout, kept);
        kernels.sum(x, 1, out);
        double[] expected = new double[(int) out.numel()];
        for (int i = 0; i < x.numel(); i++) {
          expected[(int) TestArrays.broadcast(out, x.shape(), i)] += TestArrays.get(x, i);
        }
        for (int i = 0; i < expected.length; i++) {
          double sum = expected[i];
          double stored =
              switch (dtype) {
                case BOOL -> sum != 0 ? 1 : 0;
                case INT8 -> (byte) sum;
                case UINT8 -> (int) sum & 0xff;
                default -> sum;
              };
          double allowed = TestArrays.tolerance(dtype) * Math.max(10, Math.abs(sum));
          assertEquals(stored, TestArrays.get(out, i), allowed, dtype + " " + out.shape());
        }
      }
    }
  }

  @Test
  void sumsLongAndShortRuns() {
    for (long[] shape :
        new long[][] {{200_000}, {3, 70_001}, {70_001, 3}, {2, 600, 700}, {1}, {}}) {
      NdArray x = TestArrays.random(DType.FLOAT32, shape);
      double expected = 0;
      for (double v : TestArrays.values(x)) expected += v;
      long[] ones = shape.clone();
      java.util.Arrays.fill(ones, 1);
      NdArray out = TestArrays.empty(DType.FLOAT32, Layout.DENSE, ones);
      kernels.sum(x, 4, out);
      assertEquals(expected / 4, TestArrays.get(out, 0), 1e-5 * Math.max(1, Math.abs(expected)));
    }
  }

  @Test
  void sumsOfExpandedArraysCountRepeats() {
    NdArray x = TestArrays.random(DType.FLOAT32, 1, 3);
    NdArray expanded = x.view(x.geometry().expand(Dims.of(50, 3)));
    NdArray out = NdArray.allocate(DType.FLOAT32, Dims.of(1, 3));
    kernels.sum(expanded, 1, out);
    for (int i = 0; i < 3; i++) {
      assertEquals(50 * TestArrays.get(x, i), TestArrays.get(out, i), 1e-5);
    }
  }

  @Test
  void millionElementsAreAccurate() {
    float[] values = new float[1_000_000];
    java.util.Random random = new java.util.Random(3);
    double exact = 0;
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
      exact += values[i];
    }
    NdArray out = NdArray.allocate(DType.FLOAT32, Dims.of(1));
    kernels.sum(TestArrays.floats(new long[] {values.length}, values), 1, out);
    assertEquals(exact, TestArrays.get(out, 0), 1e-7 * exact);
  }

  @Test
  void sumOfNothingIsZero() {
    NdArray out = TestArrays.random(DType.FLOAT32, 1, 3);
    kernels.sum(NdArray.allocate(DType.FLOAT32, Dims.of(0, 3)), 1, out);
    assertArrayEquals(new double[3], TestArrays.values(out));
  }

  @Test
  void sumsAreTheSameWithAnyNumberOfThreads() {
    NdArray x = TestArrays.random(DType.FLOAT32, 3, 50, 3001);
    for (long[] shape : new long[][] {{1, 1, 1}, {1, 50, 1}, {3, 1, 3001}, {1, 1, 3001}}) {
      NdArray one = TestArrays.empty(DType.FLOAT32, Layout.DENSE, shape);
      NdArray two = TestArrays.empty(DType.FLOAT32, Layout.DENSE, shape);
      WorkersTest.withThreads(1, () -> kernels.sum(x, 1, one));
      WorkersTest.withThreads(2, () -> kernels.sum(x, 1, two));
      assertArrayEquals(TestArrays.values(one), TestArrays.values(two));
    }
  }

  // Products

  @ParameterizedTest
  @CsvSource({
    "1,1,1",
    "2,2,2",
    "3,1,4",
    "1,70,1",
    "5,17,33",
    "64,64,64",
    "65,300,513",
    "130,7,40",
    "1,600,600",
    "600,600,1",
    "33,1030,70",
    "2000,20,3",
    "4,0,5",
    "0,3,2"
  })
  void multipliesMatrices(int m, int k, int n) {
    for (DType dtype : FLOATING) {
      for (Layout layout : Layout.values()) {
        checkProduct(
            TestArrays.random(dtype, layout, m, k),
            TestArrays.random(dtype, Layout.values()[3 - layout.ordinal()], k, n),
            TestArrays.empty(dtype, layout, m, n));
        checkProduct(
            TestArrays.random(dtype, Layout.REVERSED, m, k),
            TestArrays.random(dtype, Layout.REVERSED, k, n),
            TestArrays.empty(dtype, layout, m, n));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"3,2,2,2", "5,30,40,50", "1,4,5,6", "2,100,64,70"})
  void multipliesBatches(int b, int m, int k, int n) {
    for (DType dtype : FLOATING) {
      for (Layout layout : Layout.values()) {
        checkProduct(
            TestArrays.random(dtype, layout, b, m, k),
            TestArrays.random(dtype, layout, b, k, n),
            TestArrays.empty(dtype, layout, b, m, n));
      }
    }
  }

  @Test
  void batchesMayBeExpanded() {
    NdArray x = TestArrays.random(DType.FLOAT32, 1, 5, 6);
    NdArray y = TestArrays.random(DType.FLOAT32, 4, 6, 7);
    checkProduct(
        x.view(x.geometry().expand(Dims.of(4, 5, 6))),
        y,
        NdArray.allocate(DType.FLOAT32, Dims.of(4, 5, 7)));
  }

  private void checkProduct(NdArray x, NdArray y, NdArray out) {
    kernels.matmul(x, y, out);
    int m = x.shape().at(-2);
    int k = x.shape().at(-1);
    int n = y.shape().at(-1);
    double[] a = TestArrays.values(x);
    double[] b = TestArrays.values(y);
    double[] expected = new double[(int) out.numel()];
    for (int o = 0; o < expected.length; o++) {
      int batch = o / (m * n);
      int i = o / n % m;
      int j = o % n;
      for (int p = 0; p < k; p++) {
        expected[o] += a[(batch * m + i) * k + p] * b[(batch * k + p) * n + j];
      }
    }
    TestArrays.assertClose(expected, out, 20, x.shape() + " by " + y.shape());
  }

  // Pooling

  @ParameterizedTest
  @CsvSource({
    "2,2,0,1,false",
    "3,2,1,1,true",
    "3,1,1,1,false",
    "5,1,2,1,false",
    "2,3,1,1,true",
    "3,1,1,2,false",
    "3,2,1,2,true",
    "1,1,0,1,false",
    "13,1,6,1,false"
  })
  void poolsLikeWindowByWindow(int k, int s, int p, int d, boolean ceil) {
    PoolGeometry g =
        new PoolGeometry(Dims.of(k, k), Dims.of(s, s), Dims.of(p, p), Dims.of(d, d), ceil);
    for (DType dtype : FLOATING) {
      for (Layout layout : Layout.values()) {
        checkPool(g, TestArrays.random(dtype, layout, 2, 3, 13, 15), layout);
        checkPool(g, TestArrays.random(dtype, layout, 3, 13, 14), layout);
        NdArray few = TestArrays.random(dtype, layout, 2, 1, 13, 13);
        for (int i = 0; i < few.numel(); i++) {
          double[] values = {0, 1, -1, Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
          TestArrays.set(few, i, i % 37 == 0 ? Double.NaN : values[i * 7 % 5]);
        }
        checkPool(g, few, layout);
        kernels.fill(Double.NEGATIVE_INFINITY, few);
        checkPool(g, few, layout);
      }
    }
  }

  private void checkPool(PoolGeometry g, NdArray x, Layout layout) {
    Dims shape = g.output(x.shape());
    NdArray out = TestArrays.empty(x.dtype(), layout, shape.toArray());
    NdArray indices = TestArrays.empty(DType.INT64, layout, shape.toArray());
    kernels.maxPool2d(g, x, out, indices);
    int h = x.shape().at(-2);
    int w = x.shape().at(-1);
    int oh = shape.at(-2);
    int ow = shape.at(-1);
    double[] xs = TestArrays.values(x);
    NdArray grad = TestArrays.random(x.dtype(), layout, shape.toArray());
    NdArray gradX = TestArrays.empty(x.dtype(), layout, x.shape().toArray());
    double[] expectedGrad = new double[xs.length];
    for (int o = 0; o < out.numel(); o++) {
      int plane = o / (oh * ow) * h * w;
      double best = Double.NEGATIVE_INFINITY;
      int place = -1;
      for (int ky = 0; ky < g.kernel().at(0); ky++) {
        for (int kx = 0; kx < g.kernel().at(1); kx++) {
          long y = o / ow % oh * g.stride().get(0) - g.padding().get(0) + ky * g.dilation().get(0);
          long z = o % ow * g.stride().get(1) - g.padding().get(1) + kx * g.dilation().get(1);
          if (y < 0 || y >= h || z < 0 || z >= w) continue;
          int at = (int) (y * w + z);
          double v = xs[plane + at];
          if (place < 0) place = at;
          if (v > best || Double.isNaN(v)) {
            best = v;
            place = at;
          }
        }
      }
      assertEquals(best, TestArrays.get(out, o), 0, g + " " + layout + " value " + o);
      assertEquals(place, TestArrays.get(indices, o), 0, g + " " + layout + " index " + o);
      expectedGrad[plane + place] += TestArrays.get(grad, o);
    }
    kernels.maxPool2dGradient(grad, indices, gradX);
    TestArrays.assertClose(expectedGrad, gradX, 10, g.toString());
  }

  // Channels

  @Test
  void channelPassesFollowTheirFormulas() {
    for (DType dtype : FLOATING) {
      for (Layout layout : Layout.values()) {
        for (long[] shape :
            new long[][] {{2, 3, 5, 7}, {4, 3}, {1, 2, 1}, {3, 5, 30, 41}, {2, 2, 2, 3, 4}}) {
          checkChannels(dtype, layout, shape);
        }
      }
    }
  }

  private void checkChannels(DType dtype, Layout layout, long[] shape) {
    NdArray x = TestArrays.random(dtype, layout, shape);
    NdArray g = TestArrays.random(dtype, layout, shape);
    int channels = (int) shape[1];
    int plane = (int) (x.numel() / shape[0] / channels);
    int count = (int) (shape[0] * plane);
    double[] xs = TestArrays.values(x);
    double[] gs = TestArrays.values(g);
    NdArray mean = TestArrays.empty(dtype, layout, channels);
    NdArray variance = TestArrays.empty(dtype, layout, channels);
    kernels.channelStatistics(x, mean, variance);
    double[] sums = new double[channels];
    double[] squares = new double[channels];
    double[] gradSums = new double[channels];
    double[] dots = new double[channels];
    for (int i = 0; i < xs.length; i++) sums[i / plane % channels] += xs[i] / count;
    double[] rounded = TestArrays.values(mean);
    for (int i = 0; i < xs.length; i++) {
      int c = i / plane % channels;
      squares[c] += Math.pow(xs[i] - sums[c], 2) / count;
      gradSums[c] += gs[i];
      dots[c] += gs[i] * (xs[i] - rounded[c]);
    }
    TestArrays.assertClose(sums, mean, 1, "mean");
    TestArrays.assertClose(squares, variance, 1, "variance");
    NdArray gradSum = TestArrays.empty(dtype, layout, channels);
    NdArray gradDot = TestArrays.empty(dtype, layout, channels);
    kernels.channelGradientSums(g, x, mean, gradSum, gradDot);
    TestArrays.assertClose(gradSums, gradSum, 10, "gradient sum");
    TestArrays.assertClose(dots, gradDot, 10, "gradient dot");
    checkChannelMaps(x, g, layout, channels, plane);
  }

  private void checkChannelMaps(NdArray x, NdArray g, Layout layout, int channels, int plane) {
    double[] xs = TestArrays.values(x);
    double[] gs = TestArrays.values(g);
    NdArray a = TestArrays.random(x.dtype(), layout, channels);
    NdArray b = TestArrays.random(x.dtype(), layout, channels);
    NdArray c = TestArrays.random(x.dtype(), layout, channels);
    NdArray out = TestArrays.empty(x.dtype(), layout, x.shape().toArray());
    double[] affine = new double[xs.length];
    double[] combined = new double[xs.length];
    for (int i = 0; i < xs.length; i++) {
      int channel = i / plane % channels;
      double scale = TestArrays.get(a, channel);
      double other = TestArrays.get(b, channel);
      affine[i] = xs[i] * scale + other;
      combined[i] = gs[i] * scale + xs[i] * other + TestArrays.get(c, channel);
    }
    kernels.channelCombine(g, x, a, b, c, out);
    TestArrays.assertClose(combined, out, 5, "combine");
    kernels.channelAffine(x, a, b, out);
    TestArrays.assertClose(affine, out, 5, "affine");
    kernels.channelAffine(x, a, b, x);
    TestArrays.assertClose(affine, x, 5, "affine in place");
  }

  @Test
  void varianceOfFarAwayNumbersIsAccurate() {
    float[] values = new float[10_000];
    for (int i = 0; i < values.length; i++) values[i] = 10_000 + i % 2;
    NdArray mean = NdArray.allocate(DType.FLOAT32, Dims.of(1));
    NdArray variance = NdArray.allocate(DType.FLOAT32, Dims.of(1));
    kernels.channelStatistics(
        TestArrays.floats(new long[] {1, 1, values.length}, values), mean, variance);
    assertEquals(10_000.5, TestArrays.get(mean, 0), 1e-3);
    assertEquals(0.25, TestArrays.get(variance, 0), 1e-7);
  }

  // Resampling

  @ParameterizedTest
  @CsvSource({"2,2,8,10", "1,1,4,5", "3,3,12,15", "0.5,0.7,2,4", "1.5,2.3,6,12", "2,1,8,5"})
  void resamplesToTheNearest(double up, double right, int height, int width) {
    double[] scales = {1 / up, 1 / right};
    for (DType dtype : FLOATING) {
      for (Layout layout : Layout.values()) {
        NdArray x = TestArrays.random(dtype, layout, 2, 3, 4, 5);
        NdArray out = TestArrays.empty(dtype, layout, 2, 3, height, width);
        kernels.upsampleNearest(x, scales, out);
        NdArray g = TestArrays.random(dtype, layout, 2, 3, height, width);
        double[] expected = new double[(int) out.numel()];
        double[] expectedGrad = new double[(int) x.numel()];
        for (int i = 0; i < expected.length; i++) {
          int y = Math.min((int) (i / width % height * (float) scales[0]), 3);
          int z = Math.min((int) (i % width * (float) scales[1]), 4);
          int from = (i / (width * height) * 4 + y) * 5 + z;
          expected[i] = TestArrays.get(x, from);
          expectedGrad[from] += TestArrays.get(g, i);
        }
        TestArrays.assertClose(expected, out, 1, "resampled");
        NdArray gradX = TestArrays.empty(dtype, layout, 2, 3, 4, 5);
        kernels.upsampleNearestGradient(g, scales, gradX);
        TestArrays.assertClose(expectedGrad, gradX, 5, "gradient");
      }
    }
  }

  @Test
  void resamplesLinesAndVolumes() {
    NdArray line = TestArrays.floats(new long[] {1, 1, 3}, 1, 2, 3);
    NdArray wide = NdArray.allocate(DType.FLOAT32, Dims.of(1, 1, 6));
    kernels.upsampleNearest(line, new double[] {0.5}, wide);
    assertArrayEquals(new double[] {1, 1, 2, 2, 3, 3}, TestArrays.values(wide));
    NdArray volume = TestArrays.random(DType.FLOAT64, 1, 2, 2, 3, 2);
    NdArray large = NdArray.allocate(DType.FLOAT64, Dims.of(1, 2, 4, 3, 6));
    kernels.upsampleNearest(volume, new double[] {0.5, 1, 1.0 / 3}, large);
    for (int i = 0; i < large.numel(); i++) {
      int from = ((i / 72 * 2 + i / 18 % 4 / 2) * 3 + i / 6 % 3) * 2 + i % 6 / 3;
      assertEquals(TestArrays.get(volume, from), TestArrays.get(large, i));
    }
  }

  @Test
  void pinnedMemoryIsReadAndWrittenInItsPlace() {
    MirrorForm home = new MirrorForm(new float[] {1, 2, 3});
    FormKind<MirrorForm> kind =
        new FormKind<>() {
          @Override
          public MirrorForm create(Storage storage) {
            return home;
          }

          @Override
          public Class<MirrorForm> type() {
            return MirrorForm.class;
          }
        };
    Storage storage = Storage.pinned(DType.FLOAT32, 3, Device.CPU, kind, home);
    NdArray x = new NdArray(storage, Geometry.contiguous(Dims.of(3)));
    kernels.map(new UnaryFunction("neg", v -> -v, v -> -v), x, x);
    assertArrayEquals(new float[] {-1, -2, -3}, home.values);
    assertTrue(storage.isPinned());
  }

  private record MirrorForm(float[] values) implements Form {
    @Override
    public void load(Object array) {
      System.arraycopy(array, 0, values, 0, values.length);
    }

    @Override
    public void store(Object array) {
      System.arraycopy(values, 0, array, 0, values.length);
    }
  }
}
