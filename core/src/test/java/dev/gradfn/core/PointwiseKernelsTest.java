package dev.gradfn.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.gradfn.core.TestArrays.Layout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// `map`, `zip`, `copy` and `fill`.
class PointwiseKernelsTest {
  private static final UnaryFunction NEGATE = new UnaryFunction("neg", x -> -x, x -> -x, x -> -x);
  private static final UnaryFunction HALF = new UnaryFunction("half", x -> x / 2, x -> x / 2);
  private static final UnaryFunction BLOCKWISE =
      NEGATE.withBlock((x, from, out, to, n) -> {
        for (int i = 0; i < n; i++) out[to + i] = x[from + i] + 100;
      });
  private static final BinaryFunction SUBTRACT =
      new BinaryFunction("sub", (x, y) -> x - y, (x, y) -> x - y, (x, y) -> x - y);
  private static final BinaryFunction SUBTRACT_BLOCKS =
      SUBTRACT.withBlock((x, y, out, n) -> {
        for (int i = 0; i < n; i++) out[i] = x[i] - y[i] + 100;
      });

  private final Kernels kernels = new JavaKernels();

  /// What a value becomes when it is stored as `dtype`.
  private static double stored(DType dtype, double value) {
    NdArray one = TestArrays.empty(dtype, Layout.DENSE, 1);
    if (dtype == DType.BFLOAT16) {
      ((short[]) one.storage().open(Access.UPDATE))[0] = Wide.toBfloat16((float) value);
    } else {
      TestArrays.set(one, 0, dtype == DType.BOOL && value != 0 ? 1 : value);
    }
    return TestArrays.get(one, 0);
  }

  private static void assertStored(double[] expected, NdArray actual, String what) {
    for (int i = 0; i < expected.length; i++) {
      double wanted = stored(actual.dtype(), expected[i]);
      assertEquals(wanted, TestArrays.get(actual, i), 0, what + ", element " + i);
    }
  }

  private static double[] negated(NdArray x) {
    double[] expected = TestArrays.values(x);
    for (int i = 0; i < expected.length; i++) expected[i] = -expected[i];
    return expected;
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void mapsEveryTypeAndLayout(DType dtype) {
    for (Layout in : Layout.values()) {
      for (Layout out : Layout.values()) {
        for (long[] shape : new long[][] {{}, {1}, {7}, {3, 5, 7}, {0, 4}, {2, 1, 700}, {40, 70}}) {
          NdArray x = TestArrays.random(dtype, in, shape);
          NdArray y = TestArrays.empty(dtype, out, shape);
          kernels.map(NEGATE, x, y);
          assertStored(negated(x), y, dtype + " " + in + " to " + out + " " + x.shape());
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void computesIntegersInDoubleWithoutAWholeForm(DType dtype) {
    NdArray x = TestArrays.random(dtype, 600);
    NdArray y = TestArrays.empty(dtype, Layout.DENSE, 600);
    kernels.map(HALF, x, y);
    double[] expected = TestArrays.values(x);
    for (int i = 0; i < expected.length; i++) expected[i] /= 2;
    assertStored(expected, y, dtype.toString());
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void usesTheBlockFormForFloats(Layout layout) {
    NdArray x = TestArrays.random(DType.FLOAT32, layout, 3, 1000);
    NdArray y = TestArrays.empty(DType.FLOAT32, layout, 3, 1000);
    kernels.map(BLOCKWISE, x, y);
    for (int i = 0; i < 3000; i++) {
      assertEquals((float) TestArrays.get(x, i) + 100, TestArrays.get(y, i), 0);
    }
    NdArray one = TestArrays.random(DType.FLOAT32, 1);
    kernels.zip(SUBTRACT_BLOCKS, x, one, y);
    for (int i = 0; i < 3000; i++) {
      float expected = (float) TestArrays.get(x, i) - (float) TestArrays.get(one, 0) + 100;
      assertEquals(expected, TestArrays.get(y, i), 0);
    }
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void zipsEveryTypeAndBroadcast(DType dtype) {
    long[][][] shapes = {
      {{4, 5}, {4, 5}},
      {{4, 5}, {5}},
      {{4, 1}, {1, 5}},
      {{3, 1, 5}, {4, 1}},
      {{}, {30, 40}},
      {{30, 40}, {}},
      {{30, 40}, {1, 1}},
      {{2, 3, 40, 20}, {1, 3, 1, 1}},
      {{0, 3}, {1, 3}},
      {{1}, {1}},
    };
    for (long[][] pair : shapes) {
      for (Layout layout : Layout.values()) {
        NdArray x = TestArrays.random(dtype, layout, pair[0]);
        NdArray y = TestArrays.random(dtype, Layout.values()[(layout.ordinal() + 1) % 4], pair[1]);
        Dims shape = Broadcast.shape(x.shape(), y.shape());
        NdArray out = TestArrays.empty(dtype, layout, shape.toArray());
        kernels.zip(SUBTRACT, x, y, out);
        double[] expected = new double[(int) out.numel()];
        for (int i = 0; i < expected.length; i++) {
          expected[i] =
              TestArrays.get(x, TestArrays.broadcast(x, shape, i))
                  - TestArrays.get(y, TestArrays.broadcast(y, shape, i));
        }
        assertStored(expected, out, dtype + " " + x.shape() + " - " + y.shape() + " " + layout);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void worksInPlace(Layout layout) {
    for (DType dtype : DType.values()) {
      NdArray x = TestArrays.random(dtype, layout, 5, 333);
      double[] expected = negated(x);
      kernels.map(NEGATE, x, x);
      assertStored(expected, x, dtype + " map");
      NdArray y = TestArrays.random(dtype, 333);
      double[] difference = TestArrays.values(x);
      for (int i = 0; i < difference.length; i++) difference[i] -= TestArrays.get(y, i % 333);
      kernels.zip(SUBTRACT, x, y, x);
      assertStored(difference, x, dtype + " zip");
    }
  }

  @Test
  void keepsWhatIsAroundAView() {
    NdArray all = TestArrays.random(DType.FLOAT32, 10);
    double[] before = TestArrays.values(all);
    NdArray middle = all.view(all.geometry().slice(0, 3, 4, 1));
    kernels.fill(7, middle);
    for (int i = 0; i < 10; i++) {
      assertEquals(i >= 3 && i < 7 ? 7 : before[i], TestArrays.get(all, i));
    }
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void fillsEveryTypeAndLayout(DType dtype) {
    for (Layout layout : Layout.values()) {
      NdArray out = TestArrays.empty(dtype, layout, 3, 50);
      kernels.fill(dtype == DType.BOOL ? 5 : 3, out);
      for (int i = 0; i < 150; i++) {
        assertEquals(dtype == DType.BOOL ? 1 : 3, TestArrays.get(out, i));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void copiesBetweenAnyTypesAndLayouts(DType from) {
    for (DType to : DType.values()) {
      for (Layout layout : Layout.values()) {
        NdArray x = TestArrays.random(from, layout, 6, 1, 7);
        NdArray out = TestArrays.empty(to, Layout.values()[3 - layout.ordinal()], 6, 30, 7);
        kernels.copy(x, out);
        double[] expected = new double[6 * 30 * 7];
        for (int i = 0; i < expected.length; i++) {
          expected[i] = TestArrays.get(x, TestArrays.broadcast(x, out.shape(), i));
        }
        assertStored(expected, out, from + " to " + to + " " + layout);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void copiesTransposedArrays(DType dtype) {
    NdArray x = TestArrays.random(dtype, 3, 70, 35, 2);
    for (int[] order : new int[][] {{0, 2, 1, 3}, {3, 2, 1, 0}, {1, 2, 3, 0}, {3, 0, 2, 1}}) {
      NdArray view = x.view(x.geometry().permute(order));
      NdArray out = NdArray.allocate(dtype, view.shape());
      kernels.copy(view, out);
      assertArrayEquals(TestArrays.values(view), TestArrays.values(out));
    }
  }

  @Test
  void convertsLikePyTorch() {
    NdArray x = TestArrays.floats(new long[] {7}, -1.9f, 1.9f, 300, -1, Float.NaN, 0, 0.4f);
    assertArrayEquals(
        new double[] {255, 1, 44, 255, 0, 0, 0}, TestArrays.values(converted(x, DType.UINT8)));
    assertArrayEquals(
        new double[] {1, 1, 1, 1, 1, 0, 1}, TestArrays.values(converted(x, DType.BOOL)));
    assertArrayEquals(
        new double[] {-1, 1, 300, -1, Integer.MIN_VALUE, 0, 0},
        TestArrays.values(converted(x, DType.INT32)));
  }

  @Test
  void roundsOnceToTheNearestEven() {
    NdArray large = NdArray.wrap(DType.INT64, new long[] {(1L << 60) + (1L << 36) + 1}, Dims.of(1));
    assertEquals(
        (float) ((1L << 60) + (1L << 36) + 1), TestArrays.get(converted(large, DType.FLOAT32), 0));
    NdArray x = TestArrays.floats(new long[] {4}, 1.00390625f, 1.01171875f, Float.NaN, 3.4e38f);
    assertArrayEquals(
        new double[] {1, 1.015625, Double.NaN, Double.POSITIVE_INFINITY},
        TestArrays.values(converted(x, DType.BFLOAT16)));
    NdArray half = TestArrays.floats(new long[] {2}, 2049, 2051);
    assertArrayEquals(new double[] {2048, 2052}, TestArrays.values(converted(half, DType.FLOAT16)));
  }

  private NdArray converted(NdArray x, DType dtype) {
    NdArray out = NdArray.allocate(dtype, x.shape());
    kernels.copy(x, out);
    return out;
  }

  @Test
  void largeArraysGetTheSameWithAnyNumberOfThreads() {
    NdArray x = TestArrays.random(DType.FLOAT32, Layout.STEPPED, 77, 1301);
    NdArray one = TestArrays.empty(DType.FLOAT32, Layout.REVERSED, 77, 1301);
    NdArray two = TestArrays.empty(DType.FLOAT32, Layout.REVERSED, 77, 1301);
    WorkersTest.withThreads(1, () -> kernels.map(NEGATE, x, one));
    WorkersTest.withThreads(2, () -> kernels.map(NEGATE, x, two));
    assertArrayEquals(negated(x), TestArrays.values(one));
    assertArrayEquals(negated(x), TestArrays.values(two));
  }

  @Test
  void functionsHaveLoopsOfTheirOwnWhereItPays() {
    PointwiseLoop negate = PointwiseLoops.of(NEGATE.single(), 1000);
    assertSame(negate, PointwiseLoops.of(NEGATE.single(), 1000));
    assertNotSame(negate.getClass(), PointwiseLoops.of(HALF.single(), 1000).getClass());
    assertSame(PointwiseLoops.of(NEGATE.single(), 1), PointwiseLoops.of(HALF.single(), 1));
  }
}
