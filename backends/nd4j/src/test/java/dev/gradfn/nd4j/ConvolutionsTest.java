package dev.gradfn.nd4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradfn.core.ConvolutionGeometry;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.NdArray;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Both ways to compute a convolution, against plain loops.
class ConvolutionsTest {
  /// @param groups both channel counts are divided by it
  record Case(
      Convolutions way,
      int batch,
      int in,
      int out,
      int height,
      int width,
      int kernelHeight,
      int kernelWidth,
      Dims stride,
      Dims padding,
      Dims dilation,
      int groups) {

    ConvolutionGeometry geometry() {
      return new ConvolutionGeometry(stride, padding, dilation, groups);
    }

    Dims input() {
      return Dims.of(batch, in, height, width);
    }

    Dims weight() {
      return Dims.of(out, in / groups, kernelHeight, kernelWidth);
    }

    Dims output() {
      return geometry().output(input(), weight());
    }
  }

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (Convolutions way : List.of(new GemmConvolutions(), new OperationConvolutions())) {
      cases.add(square(way, 1, 16, 16, 40, 3, 1, 1));
      cases.add(square(way, 1, 3, 16, 64, 6, 2, 2));
      cases.add(square(way, 2, 16, 32, 20, 3, 2, 1));
      cases.add(square(way, 1, 64, 32, 20, 1, 1, 0));
      cases.add(square(way, 3, 64, 255, 5, 1, 1, 0));
      cases.add(square(way, 2, 512, 256, 1, 3, 1, 1));
      cases.add(square(way, 1, 64, 64, 21, 1, 2, 0));
      cases.add(new Case(way, 2, 13, 17, 19, 23, 2, 5, Dims.of(2, 1), Dims.of(1, 4), one(), 1));
      cases.add(new Case(way, 1, 23, 40, 31, 13, 5, 1, Dims.of(3, 2), Dims.of(2, 0), one(), 1));
      cases.add(new Case(way, 1, 40, 1, 60, 3, 3, 7, Dims.of(1, 1), Dims.of(1, 6), one(), 1));
      cases.add(new Case(way, 1, 40, 300, 9, 9, 9, 9, Dims.of(1, 1), Dims.of(0, 0), one(), 1));
    }
    Convolutions gemm = new GemmConvolutions();
    Dims two = Dims.of(2, 3);
    cases.add(new Case(gemm, 2, 16, 24, 30, 30, 3, 3, one(), Dims.of(2, 3), two, 1));
    cases.add(new Case(gemm, 2, 32, 16, 20, 20, 3, 3, Dims.of(2, 2), one(), one(), 2));
    cases.add(new Case(gemm, 2, 32, 64, 20, 20, 1, 1, one(), Dims.of(0, 0), one(), 4));
    // More than one strip per image.
    cases.add(new Case(gemm, 2, 16, 4, 160, 160, 3, 3, one(), one(), one(), 1));
    return cases;
  }

  private static Dims one() {
    return Dims.of(1, 1);
  }

  private static Case square(
      Convolutions way, int batch, int in, int out, int size, int kernel, int stride, int padding) {
    return new Case(
        way,
        batch,
        in,
        out,
        size,
        size,
        kernel,
        kernel,
        Dims.filled(2, stride),
        Dims.filled(2, padding),
        one(),
        1);
  }

  @BeforeAll
  static void start() {
    Nd4jStart.ensure();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void forward(Case c) {
    NdArray x = Arrays32.random(1, c.input().toArray());
    NdArray w = Arrays32.random(2, c.weight().toArray());
    NdArray bias = Arrays32.random(3, c.out());
    double[] expected = new double[Math.toIntExact(c.output().product())];
    double[] image = Arrays32.values(x);
    double[] weights = Arrays32.values(w);
    forEachProduct(c, (i, k, o) -> expected[o] += image[i] * weights[k]);

    NdArray out = Arrays32.output(c.output().toArray());
    Nd4jKernels kernels = new Nd4jKernels(Nd4jKernels.Taking.ALL, c.way());
    assertTrue(kernels.convolution(c.geometry(), x, w, null, out));
    Arrays32.assertClose(expected, out, c.toString());

    assertTrue(kernels.convolution(c.geometry(), x, w, bias, out));
    int plane = Math.toIntExact(c.output().get(2) * c.output().get(3));
    double[] summands = Arrays32.values(bias);
    for (int i = 0; i < expected.length; i++) expected[i] += summands[i / plane % c.out()];
    Arrays32.assertClose(expected, out, "with bias " + c);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void inputGradient(Case c) {
    NdArray gradient = Arrays32.random(1, c.output().toArray());
    NdArray w = Arrays32.random(2, c.weight().toArray());
    double[] expected = new double[Math.toIntExact(c.input().product())];
    double[] gradients = Arrays32.values(gradient);
    double[] weights = Arrays32.values(w);
    forEachProduct(c, (i, k, o) -> expected[i] += gradients[o] * weights[k]);

    NdArray out = Arrays32.output(c.input().toArray());
    Nd4jKernels kernels = new Nd4jKernels(Nd4jKernels.Taking.ALL, c.way());
    assertTrue(kernels.convolutionInputGradient(c.geometry(), gradient, w, out));
    Arrays32.assertClose(expected, out, c.toString());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void weightGradient(Case c) {
    NdArray gradient = Arrays32.random(1, c.output().toArray());
    NdArray x = Arrays32.random(2, c.input().toArray());
    double[] expected = new double[Math.toIntExact(c.weight().product())];
    double[] gradients = Arrays32.values(gradient);
    double[] image = Arrays32.values(x);
    forEachProduct(c, (i, k, o) -> expected[k] += gradients[o] * image[i]);

    NdArray out = Arrays32.output(c.weight().toArray());
    Nd4jKernels kernels = new Nd4jKernels(Nd4jKernels.Taking.ALL, c.way());
    assertTrue(kernels.convolutionWeightGradient(c.geometry(), gradient, x, out));
    Arrays32.assertClose(expected, out, c.toString());
  }

  private interface Product {
    /// Positions in input, weight and output of three numbers that meet.
    void at(int input, int weight, int output);
  }

  private static void forEachProduct(Case c, Product product) {
    int inPerGroup = c.in() / c.groups();
    int outPerGroup = c.out() / c.groups();
    int outHeight = c.output().at(2);
    int outWidth = c.output().at(3);
    int o = 0;
    for (int n = 0; n < c.batch(); n++) {
      for (int oc = 0; oc < c.out(); oc++) {
        for (int oy = 0; oy < outHeight; oy++) {
          for (int ox = 0; ox < outWidth; ox++, o++) {
            int k = oc * inPerGroup * c.kernelHeight() * c.kernelWidth();
            for (int ic = 0; ic < inPerGroup; ic++) {
              int channel = n * c.in() + oc / outPerGroup * inPerGroup + ic;
              for (int ky = 0; ky < c.kernelHeight(); ky++) {
                int y = oy * c.stride().at(0) - c.padding().at(0) + ky * c.dilation().at(0);
                for (int kx = 0; kx < c.kernelWidth(); kx++, k++) {
                  int x = ox * c.stride().at(1) - c.padding().at(1) + kx * c.dilation().at(1);
                  boolean inside = y >= 0 && y < c.height() && x >= 0 && x < c.width();
                  if (inside) product.at((channel * c.height() + y) * c.width() + x, k, o);
                }
              }
            }
          }
        }
      }
    }
  }

  @Test
  void aPartOfALargerArrayIsWrittenAndNothingAroundIt() {
    Case c = square(new GemmConvolutions(), 1, 16, 16, 40, 3, 1, 1);
    NdArray x = Arrays32.random(1, c.input().toArray());
    NdArray w = Arrays32.random(2, c.weight().toArray());
    NdArray expected = Arrays32.output(c.output().toArray());
    Nd4jKernels kernels = new Nd4jKernels(Nd4jKernels.Taking.ALL, c.way());
    assertTrue(kernels.convolution(c.geometry(), x, w, null, expected));

    NdArray larger = Arrays32.output(1, 48, 40, 40);
    NdArray part = larger.view(larger.geometry().slice(1, 16, 16, 1));
    assertTrue(kernels.convolution(c.geometry(), x, w, null, part));
    Arrays32.assertClose(Arrays32.values(expected), part, "a concatenation for free");
    double[] values = Arrays32.values(larger);
    assertEquals(12345, values[16 * 1600 - 1]);
    assertEquals(12345, values[32 * 1600]);
  }

  @Test
  void pinnedArraysWork() {
    Case c = square(new GemmConvolutions(), 1, 16, 16, 40, 3, 1, 1);
    NdArray x = Arrays32.random(1, c.input().toArray());
    NdArray w = Arrays32.random(2, c.weight().toArray());
    NdArray expected = Arrays32.output(c.output().toArray());
    NdArray out = Arrays32.output(c.output().toArray());
    Nd4jKernels kernels = new Nd4jKernels(Nd4jKernels.Taking.ALL, c.way());
    assertTrue(kernels.convolution(c.geometry(), x, w, null, expected));
    NdArray gradient = Arrays32.output(c.input().toArray());
    NdArray expectedGradient = Arrays32.output(c.input().toArray());
    assertTrue(kernels.convolutionInputGradient(c.geometry(), expected, w, expectedGradient));
    for (NdArray array : List.of(x, w, out, gradient)) Nd4jArrays.toINDArray(array);
    assertTrue(kernels.convolution(c.geometry(), x, w, null, out));
    assertTrue(kernels.convolutionInputGradient(c.geometry(), out, w, gradient));
    Arrays32.assertClose(Arrays32.values(expected), out, "pinned");
    Arrays32.assertClose(Arrays32.values(expectedGradient), gradient, "pinned");
  }

  @Test
  void severalThreadsShareInputAndWeight() {
    Case c = square(new GemmConvolutions(), 1, 64, 64, 30, 3, 1, 1);
    NdArray expected = Arrays32.output(c.output().toArray());
    Nd4jKernels kernels = new Nd4jKernels(Nd4jKernels.Taking.ALL, c.way());
    for (int round = 0; round < 20; round++) {
      NdArray x = Arrays32.random(1, c.input().toArray());
      NdArray w = Arrays32.random(2, c.weight().toArray());
      if (round == 0) kernels.convolution(c.geometry(), x, w, null, expected);
      double[] values = Arrays32.values(expected);
      IntStream.range(0, 4)
          .parallel()
          .forEach(_ -> {
            NdArray out = Arrays32.output(c.output().toArray());
            assertTrue(kernels.convolution(c.geometry(), x, w, null, out));
            Arrays32.assertClose(values, out, "shared");
          });
    }
  }

  @Test
  void declinesSilentlyAndWritesNothing() {
    Nd4jKernels kernels = new Nd4jKernels(Nd4jKernels.Taking.FAST, new GemmConvolutions());
    Case c = square(new GemmConvolutions(), 1, 32, 32, 40, 3, 1, 1);
    NdArray x = Arrays32.random(1, c.input().toArray());
    NdArray w = Arrays32.random(2, c.weight().toArray());
    NdArray out = Arrays32.output(c.output().toArray());
    NdArray permuted = x.view(x.geometry().permute(0, 1, 3, 2));
    assertFalse(kernels.convolution(c.geometry(), permuted, w, null, out));

    ConvolutionGeometry depthwise = new ConvolutionGeometry(one(), one(), one(), 32);
    NdArray single = Arrays32.random(2, 32, 1, 3, 3);
    assertFalse(kernels.convolution(depthwise, x, single, null, out));

    ConvolutionGeometry same = new ConvolutionGeometry(one(), one(), one(), 1);
    NdArray narrow = Arrays32.random(2, 32, 32, 3, 3);
    assertFalse(kernels.convolution(same, x, narrow, null, out), "Java is faster");
    NdArray wide = Arrays32.random(2, 64, 32, 3, 3);
    assertTrue(kernels.convolution(same, x, wide, null, Arrays32.output(1, 64, 40, 40)));

    NdArray tiny = Arrays32.random(1, 1, 2, 5, 5);
    NdArray little = Arrays32.random(1, 2, 2, 3, 3);
    NdArray few = out.view(Geometry.contiguous(Dims.of(1, 2, 5, 5)));
    assertFalse(kernels.convolution(c.geometry(), tiny, little, null, few));
    for (double value : Arrays32.values(out)) assertEquals(12345, value);
  }
}
