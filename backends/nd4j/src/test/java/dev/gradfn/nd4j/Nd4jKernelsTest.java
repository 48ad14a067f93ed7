package dev.gradfn.nd4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradfn.core.BinaryFunction;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.NdArray;
import dev.gradfn.core.UnaryFunction;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What is taken when everything is (on a GPU, or where the user asks for it), against plain loops.
class Nd4jKernelsTest {
  private final Nd4jKernels all = new Nd4jKernels(Nd4jKernels.Taking.ALL, new GemmConvolutions());
  private final Nd4jKernels fast = new Nd4jKernels(Nd4jKernels.Taking.FAST, new GemmConvolutions());

  @BeforeAll
  static void start() {
    Nd4jStart.ensure();
  }

  private record Unary(String name, DoubleUnaryOperator f) {
    UnaryFunction function() {
      return new UnaryFunction(name, x -> (float) f.applyAsDouble(x), f::applyAsDouble);
    }
  }

  private record Binary(String name, DoubleBinaryOperator f) {
    BinaryFunction function() {
      return new BinaryFunction(name, (x, y) -> (float) f.applyAsDouble(x, y), f::applyAsDouble);
    }
  }

  private static final List<Unary> UNARY =
      List.of(
          new Unary("neg", x -> -x),
          new Unary("abs", Math::abs),
          new Unary("exp", Math::exp),
          new Unary("log", Math::log),
          new Unary("sqrt", Math::sqrt),
          new Unary("tanh", Math::tanh),
          new Unary("sigmoid", x -> 1 / (1 + Math.exp(-x))),
          new Unary("silu", x -> x / (1 + Math.exp(-x))));

  private static final List<Binary> BINARY =
      List.of(
          new Binary("add", Double::sum),
          new Binary("sub", (x, y) -> x - y),
          new Binary("mul", (x, y) -> x * y),
          new Binary("div", (x, y) -> x / y));

  private static final float[] EDGES = {
    0f,
    -0f,
    1f,
    -1f,
    20f,
    -20f,
    80f,
    -80f,
    100f,
    -100f,
    1e-6f,
    1e30f,
    -1e30f,
    Float.NaN,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY
  };

  @Test
  void unaryFunctions() {
    for (Unary row : UNARY) {
      for (float[] values : List.of(EDGES, floats(1, 33), floats(2, 70_001))) {
        NdArray x = NdArray.wrap(DType.FLOAT32, values.clone(), Dims.of(values.length));
        NdArray out = Arrays32.output(values.length);
        assertTrue(all.map(row.function(), x, out), row.name());
        assertEach(row, values, out);
        assertTrue(all.map(row.function(), x, x), row.name());
        assertEach(row, values, x);
      }
    }
  }

  private static void assertEach(Unary row, float[] values, NdArray out) {
    double[] actual = Arrays32.values(out);
    for (int i = 0; i < values.length; i++) {
      assertSame(row.f().applyAsDouble(values[i]), actual[i], row.name() + " of " + values[i]);
    }
  }

  /// As floats: the same special value, or close.
  private static void assertSame(double expected, double actual, String what) {
    float rounded = (float) expected;
    if (Float.isFinite(rounded)) {
      assertEquals(rounded, actual, 1e-6 + 1e-5 * Math.abs(rounded), what);
    } else {
      assertEquals(rounded, (float) actual, what);
    }
  }

  private static float[] floats(long seed, int n) {
    double[] values = Arrays32.values(Arrays32.random(seed, n));
    float[] floats = new float[n];
    for (int i = 0; i < n; i++) floats[i] = (float) values[i] * 5;
    return floats;
  }

  @Test
  void binaryFunctionsOfEqualShapes() {
    for (Binary row : BINARY) {
      int n = EDGES.length * EDGES.length;
      float[] left = new float[n];
      float[] right = new float[n];
      for (int i = 0; i < n; i++) {
        left[i] = EDGES[i / EDGES.length];
        right[i] = EDGES[i % EDGES.length];
      }
      NdArray x = NdArray.wrap(DType.FLOAT32, left.clone(), Dims.of(n));
      NdArray y = NdArray.wrap(DType.FLOAT32, right.clone(), Dims.of(n));
      NdArray out = Arrays32.output(n);
      assertTrue(all.zip(row.function(), x, y, out), row.name());
      assertTrue(all.zip(row.function(), x, y, y), row.name() + " in place");
      double[] actual = Arrays32.values(out);
      double[] inPlace = Arrays32.values(y);
      for (int i = 0; i < n; i++) {
        String what = row.name() + " of " + left[i] + " and " + right[i];
        float expected = (float) row.f().applyAsDouble(left[i], right[i]);
        assertSame(expected, actual[i], what);
        assertSame(expected, inPlace[i], what);
      }
    }
  }

  @Test
  void binaryFunctionsThatBroadcast() {
    List<Dims> shapes =
        List.of(
            Dims.of(2, 5, 7, 3),
            Dims.of(1, 5, 1, 1),
            Dims.of(5, 1, 1),
            Dims.of(3),
            Dims.of(1),
            Dims.of(2, 1, 7, 1),
            Dims.of(1, 1, 1, 1),
            Dims.of(2, 5, 1, 3));
    NdArray x = Arrays32.random(1, shapes.getFirst().toArray());
    for (Dims shape : shapes) {
      NdArray y = Arrays32.random(2, shape.toArray());
      NdArray expanded = y.view(y.geometry().expand(x.shape()));
      for (Binary row : BINARY) {
        NdArray out = Arrays32.output(x.shape().toArray());
        assertTrue(all.zip(row.function(), x, y, out));
        Arrays32.assertClose(combine(row, x, expanded), out, row.name() + shape);
        assertTrue(all.zip(row.function(), y, x, out));
        Arrays32.assertClose(combine(row, expanded, x), out, shape + row.name());
      }
    }
  }

  @Test
  void siluBackward() {
    Binary row =
        new Binary(
            "silu_backward",
            (g, x) -> {
              double s = 1 / (1 + Math.exp(-x));
              return g * s * (1 + x * (1 - s));
            });
    NdArray g = Arrays32.random(1, 3, 4, 50);
    NdArray x = NdArray.wrap(DType.FLOAT32, floats(2, 600), Dims.of(3, 4, 50));
    NdArray out = Arrays32.output(3, 4, 50);
    double[] expected = combine(row, g, x);
    assertTrue(all.zip(row.function(), g, x, out));
    Arrays32.assertClose(expected, out, "silu_backward");
    assertTrue(all.zip(row.function(), g, x, g));
    Arrays32.assertClose(expected, g, "silu_backward in place");
  }

  private static double[] combine(Binary row, NdArray x, NdArray y) {
    double[] left = Arrays32.values(x);
    double[] right = Arrays32.values(y);
    for (int i = 0; i < left.length; i++) left[i] = row.f().applyAsDouble(left[i], right[i]);
    return left;
  }

  @Test
  void channelAffine() {
    for (long[] shape : new long[][] {{2, 16, 20, 20}, {1, 3, 5, 7}, {4, 6}, {2, 3, 11}}) {
      NdArray x = Arrays32.random(1, shape);
      NdArray scale = Arrays32.random(2, shape[1]);
      NdArray shift = Arrays32.random(3, shape[1]);
      NdArray out = Arrays32.output(shape);
      double[] expected = Arrays32.values(x);
      double[] factor = Arrays32.values(scale);
      double[] summand = Arrays32.values(shift);
      for (int i = 0; i < expected.length; i++) {
        int c = channel(shape, i);
        expected[i] = expected[i] * factor[c] + summand[c];
      }
      assertTrue(all.channelAffine(x, scale, shift, out));
      Arrays32.assertClose(expected, out, "affine");
      assertTrue(all.channelAffine(x, scale, shift, x));
      Arrays32.assertClose(expected, x, "affine in place");
    }
  }

  @Test
  void channelCombine() {
    long[] shape = {2, 16, 9, 11};
    NdArray whole = Arrays32.random(1, 4, 16, 9, 11);
    NdArray g = whole.view(whole.geometry().slice(0, 2, 2, 1));
    NdArray x = Arrays32.random(2, shape);
    NdArray a = Arrays32.random(3, 16);
    NdArray b = Arrays32.random(4, 16);
    NdArray c = Arrays32.random(5, 16);
    double[] expected = Arrays32.values(g);
    double[] input = Arrays32.values(x);
    for (int i = 0; i < expected.length; i++) {
      int k = channel(shape, i);
      expected[i] =
          expected[i] * Arrays32.values(a)[k]
              + input[i] * Arrays32.values(b)[k]
              + Arrays32.values(c)[k];
    }
    NdArray out = Arrays32.output(shape);
    assertTrue(all.channelCombine(g, x, a, b, c, out));
    Arrays32.assertClose(expected, out, "combine");
    assertTrue(all.channelCombine(g, x, a, b, c, g));
    Arrays32.assertClose(expected, g, "combine in place of the gradient");
  }

  private static int channel(long[] shape, int i) {
    long plane = 1;
    for (int d = 2; d < shape.length; d++) plane *= shape[d];
    return (int) (i / plane % shape[1]);
  }

  @Test
  void upsampling() {
    NdArray x = Arrays32.random(1, 2, 3, 5, 4);
    NdArray out = Arrays32.output(2, 3, 10, 16);
    assertTrue(all.upsampleNearest(x, new double[] {0.5, 0.25}, out));
    double[] values = Arrays32.values(x);
    double[] expected = new double[2 * 3 * 10 * 16];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = values[i / 160 * 20 + i / 16 % 10 / 2 * 4 + i % 16 / 4];
    }
    Arrays32.assertClose(expected, out, "upsample");
    assertFalse(all.upsampleNearest(x, new double[] {0.4, 0.25}, out));
  }

  @Test
  void whatIsNotFasterOnTheCpuIsLeftToJava() {
    NdArray x = Arrays32.random(1, 2, 16, 20, 20);
    NdArray c = Arrays32.random(2, 16);
    NdArray out = Arrays32.output(2, 16, 20, 20);
    assertFalse(fast.map(UNARY.getFirst().function(), x, out));
    assertFalse(fast.zip(BINARY.getFirst().function(), x, x, out));
    assertFalse(fast.channelAffine(x, c, c, out));
    assertFalse(fast.channelCombine(x, x, c, c, c, out));
    assertFalse(fast.upsampleNearest(x, new double[] {1, 1}, out));
    assertUntouched(out);
  }

  @Test
  void declinesSilentlyAndWritesNothing() {
    NdArray x = Arrays32.random(1, 6, 6);
    NdArray transposed = x.view(x.geometry().permute(1, 0));
    NdArray out = Arrays32.output(6, 6);
    assertFalse(all.map(UNARY.getFirst().function(), transposed, out));
    assertFalse(all.zip(BINARY.getFirst().function(), x, transposed, out));
    assertFalse(all.map(new Unary("unheard of", v -> v).function(), x, out));
    assertFalse(all.zip(new Binary("pow", Math::pow).function(), x, x, out));
    NdArray row = Arrays32.random(1, 1, 6);
    NdArray column = Arrays32.random(1, 6, 1);
    assertFalse(all.zip(BINARY.getFirst().function(), row, column, out));
    NdArray whole = NdArray.wrap(DType.INT32, new int[36], Dims.of(6, 6));
    assertFalse(all.zip(BINARY.getFirst().function(), whole, whole, whole));
    assertUntouched(out);
  }

  private static void assertUntouched(NdArray out) {
    for (double value : Arrays32.values(out)) assertEquals(12345, value);
  }
}
