package dev.gradfn.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Convolutions and their gradients against loops over every output, weight and image.
class ConvolutionKernelsTest {
  private final Kernels kernels = new JavaKernels();

  record Case(
      long[] input, long[] weight, long[] stride, long[] padding, long[] dilation, int groups) {
    ConvolutionGeometry geometry() {
      return new ConvolutionGeometry(Dims.of(stride), Dims.of(padding), Dims.of(dilation), groups);
    }

    Dims output() {
      return geometry().output(Dims.of(input), Dims.of(weight));
    }

    @Override
    public String toString() {
      return Dims.of(input) + " by " + Dims.of(weight) + ", " + geometry();
    }
  }

  private static Case plane(
      int n, int c, int h, int w, int oc, int kh, int kw, int s, int p, int d, int groups) {
    return new Case(
        new long[] {n, c, h, w},
        new long[] {oc, c / groups, kh, kw},
        new long[] {s, s},
        new long[] {p, p},
        new long[] {d, d},
        groups);
  }

  static List<Case> cases() {
    return List.of(
        plane(1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 1),
        plane(2, 3, 7, 5, 4, 3, 3, 1, 1, 1, 1),
        plane(1, 3, 16, 18, 5, 6, 6, 2, 2, 1, 1),
        plane(2, 4, 9, 9, 6, 3, 3, 2, 1, 1, 2),
        plane(1, 4, 11, 12, 4, 3, 2, 1, 2, 2, 1),
        plane(2, 6, 10, 9, 6, 3, 3, 1, 1, 1, 6),
        plane(1, 6, 10, 9, 12, 3, 3, 2, 1, 1, 6),
        plane(2, 5, 8, 8, 7, 1, 1, 1, 0, 1, 1),
        plane(1, 5, 9, 8, 7, 1, 1, 2, 0, 1, 1),
        plane(1, 2, 5, 5, 3, 3, 3, 1, 4, 1, 1),
        plane(1, 2, 9, 11, 3, 3, 3, 3, 2, 2, 1),
        plane(1, 2, 6, 6, 3, 2, 2, 3, 0, 1, 1),
        plane(1, 300, 4, 5, 70, 1, 1, 1, 0, 1, 1),
        plane(1, 40, 30, 40, 20, 3, 3, 1, 1, 1, 1),
        plane(1, 8, 40, 41, 40, 3, 3, 2, 1, 1, 1),
        plane(2, 4, 10, 8, 6, 5, 5, 2, 2, 1, 2),
        plane(1, 2, 9, 12, 3, 3, 3, 3, 1, 1, 1),
        plane(2, 3, 8, 10, 4, 3, 3, 2, 2, 2, 1),
        plane(1, 3, 12, 8, 2, 4, 4, 4, 0, 1, 1),
        new Case(
            new long[] {2, 2, 8, 8},
            new long[] {3, 2, 3, 3},
            new long[] {2, 2},
            new long[] {0, 1},
            new long[] {1, 1},
            1),
        new Case(
            new long[] {2, 2, 6, 8},
            new long[] {3, 2, 3, 3},
            new long[] {3, 1},
            new long[] {1, 1},
            new long[] {1, 1},
            1),
        plane(2, 64, 3, 3, 130, 3, 3, 1, 1, 1, 1),
        plane(1, 530, 3, 3, 4, 1, 1, 2, 1, 1, 1),
        new Case(
            new long[] {2, 4, 13},
            new long[] {6, 2, 3},
            new long[] {2},
            new long[] {1},
            new long[] {2},
            2),
        new Case(
            new long[] {1, 2, 5, 6, 7},
            new long[] {3, 2, 2, 3, 2},
            new long[] {1, 2, 1},
            new long[] {1, 1, 0},
            new long[] {2, 1, 1},
            1),
        new Case(
            new long[] {1, 2, 5, 6, 7},
            new long[] {3, 2, 2, 3, 2},
            new long[] {1, 1, 1},
            new long[] {0, 1, 2},
            new long[] {1, 1, 2},
            1),
        new Case(
            new long[] {2, 2, 6, 7},
            new long[] {3, 2, 3, 2},
            new long[] {2, 1},
            new long[] {0, 1},
            new long[] {1, 2},
            1));
  }

  /// Calls `f` with the indices of every product: of the output, the input and the weight.
  private static void forEachProduct(Case c, Visitor f) {
    Dims out = c.output();
    Dims in = Dims.of(c.input);
    Dims weight = Dims.of(c.weight);
    int spatial = in.rank() - 2;
    long groupOut = weight.get(0) / c.groups;
    long taps = weight.product() / (weight.get(0) * weight.get(1));
    for (long o = 0; o < out.product(); o++) {
      long[] at = unravel(o, out);
      long group = at[1] / groupOut;
      for (long ch = 0; ch < weight.get(1); ch++) {
        for (long tap = 0; tap < taps; tap++) {
          long[] k = unravel(tap, weight.slice(2, weight.rank()));
          long[] seen = new long[in.rank()];
          seen[0] = at[0];
          seen[1] = group * weight.get(1) + ch;
          boolean inside = true;
          for (int d = 0; d < spatial; d++) {
            seen[d + 2] = at[d + 2] * c.stride[d] - c.padding[d] + k[d] * c.dilation[d];
            inside &= seen[d + 2] >= 0 && seen[d + 2] < in.get(d + 2);
          }
          if (inside) {
            f.product(
                (int) o, (int) ravel(seen, in), (int) ((at[1] * weight.get(1) + ch) * taps + tap));
          }
        }
      }
    }
  }

  private interface Visitor {
    void product(int out, int in, int weight);
  }

  private static long[] unravel(long index, Dims shape) {
    long[] at = new long[shape.rank()];
    for (int d = at.length - 1; d >= 0; d--) {
      at[d] = index % shape.get(d);
      index /= shape.get(d);
    }
    return at;
  }

  private static long ravel(long[] at, Dims shape) {
    long index = 0;
    for (int d = 0; d < at.length; d++) index = index * shape.get(d) + at[d];
    return index;
  }

  private void check(Case c, DType type, TestArrays.Layout layout) {
    NdArray x = TestArrays.random(type, layout, c.input);
    NdArray w = TestArrays.random(type, layout, c.weight);
    NdArray bias = TestArrays.random(type, layout, c.weight[0]);
    NdArray g = TestArrays.random(type, layout, c.output().toArray());
    NdArray out = TestArrays.empty(type, layout, c.output().toArray());
    NdArray gradX = TestArrays.empty(type, layout, c.input);
    NdArray gradW = TestArrays.empty(type, layout, c.weight);
    kernels.convolution(c.geometry(), x, w, bias, out);
    kernels.convolutionInputGradient(c.geometry(), g, w, gradX);
    kernels.convolutionWeightGradient(c.geometry(), g, x, gradW);

    double[] xs = TestArrays.values(x);
    double[] ws = TestArrays.values(w);
    double[] gs = TestArrays.values(g);
    double[] expected = new double[gs.length];
    double[] expectedX = new double[xs.length];
    double[] expectedW = new double[ws.length];
    long plane = c.output().slice(2, c.output().rank()).product();
    for (int i = 0; i < expected.length; i++) {
      expected[i] = TestArrays.get(bias, i / plane % c.weight[0]);
    }
    forEachProduct(
        c,
        (o, i, k) -> {
          expected[o] += xs[i] * ws[k];
          expectedX[i] += gs[o] * ws[k];
          expectedW[k] += gs[o] * xs[i];
        });
    String what = c + ", " + type + ", " + layout;
    TestArrays.assertClose(expected, out, 10, what + ", forward");
    TestArrays.assertClose(expectedX, gradX, 10, what + ", input gradient");
    TestArrays.assertClose(expectedW, gradW, 20, what + ", weight gradient");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void sumsTheProductsInFloat(Case c) {
    check(c, DType.FLOAT32, TestArrays.Layout.DENSE);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void sumsTheProductsInDouble(Case c) {
    check(c, DType.FLOAT64, TestArrays.Layout.DENSE);
  }

  private static final UnaryFunction HALF =
      new UnaryFunction("half", x -> x / 2, x -> x / 2)
          .withBlock((x, from, out, to, n) -> {
            for (int i = 0; i < n; i++) out[to + i] = x[from + i] / 2;
          });

  @ParameterizedTest
  @MethodSource("cases")
  void scalesShiftsAndMapsWhatItHasSummed(Case c) {
    for (DType type : List.of(DType.FLOAT32, DType.FLOAT64)) {
      NdArray x = TestArrays.random(type, c.input);
      NdArray w = TestArrays.random(type, c.weight);
      NdArray scale = TestArrays.random(type, c.weight[0]);
      NdArray shift = TestArrays.random(type, c.weight[0]);
      NdArray plain = TestArrays.empty(type, TestArrays.Layout.DENSE, c.output().toArray());
      NdArray out = TestArrays.empty(type, TestArrays.Layout.DENSE, c.output().toArray());
      kernels.convolution(c.geometry(), x, w, null, plain);
      kernels.convolutionThen(c.geometry(), x, w, new ChannelFunction(scale, shift, HALF), out);
      double[] expected = TestArrays.values(plain);
      long plane = c.output().slice(2, c.output().rank()).product();
      for (int i = 0; i < expected.length; i++) {
        long channel = i / plane % c.weight[0];
        double scaled = expected[i] * TestArrays.get(scale, channel);
        expected[i] = (scaled + TestArrays.get(shift, channel)) / 2;
      }
      TestArrays.assertClose(expected, out, 10, c + ", " + type);
    }
  }

  @ParameterizedTest
  @EnumSource(TestArrays.Layout.class)
  void takesAnyStrides(TestArrays.Layout layout) {
    check(plane(2, 4, 9, 7, 6, 3, 3, 1, 1, 1, 2), DType.FLOAT32, layout);
    check(plane(2, 4, 9, 7, 6, 3, 3, 2, 1, 1, 2), DType.FLOAT64, layout);
    check(plane(2, 4, 9, 7, 6, 1, 1, 1, 0, 1, 1), DType.FLOAT16, layout);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void doesNotDependOnTheNumberOfThreads(Case c) {
    NdArray x = TestArrays.random(DType.FLOAT32, c.input);
    NdArray w = TestArrays.random(DType.FLOAT32, c.weight);
    NdArray g = TestArrays.random(DType.FLOAT32, c.output().toArray());
    double[][] one = results(c, x, w, g, 1);
    double[][] two = results(c, x, w, g, 2);
    for (int i = 0; i < one.length; i++) assertArrayEquals(one[i], two[i], 0);
  }

  private double[][] results(Case c, NdArray x, NdArray w, NdArray g, int threads) {
    NdArray out = NdArray.allocate(DType.FLOAT32, c.output());
    NdArray gradX = NdArray.allocate(DType.FLOAT32, x.shape());
    NdArray gradW = NdArray.allocate(DType.FLOAT32, w.shape());
    WorkersTest.withThreads(
        threads,
        () -> {
          kernels.convolution(c.geometry(), x, w, null, out);
          kernels.convolutionInputGradient(c.geometry(), g, w, gradX);
          kernels.convolutionWeightGradient(c.geometry(), g, x, gradW);
        });
    return new double[][] {
      TestArrays.values(out), TestArrays.values(gradX), TestArrays.values(gradW)
    };
  }

  /// A transposed convolution may ask for more input than the output has seen.
  @Test
  void inputGradientIsZeroWhereNothingWasSeen() {
    Case c = plane(1, 2, 8, 8, 3, 2, 2, 3, 0, 1, 1);
    check(c, DType.FLOAT32, TestArrays.Layout.DENSE);
  }

  @Test
  void acceptsEmptyBatches() {
    Case c = plane(0, 2, 8, 8, 3, 3, 3, 1, 1, 1, 1);
    check(c, DType.FLOAT32, TestArrays.Layout.DENSE);
  }
}
