package dev.gradfn.onednn;

import static dev.gradfn.onednn.Arrays32.JAVA;
import static dev.gradfn.onednn.Arrays32.assertClose;
import static dev.gradfn.onednn.Arrays32.atHome;
import static dev.gradfn.onednn.Arrays32.empty;
import static dev.gradfn.onednn.Arrays32.random;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradfn.core.ChannelFunction;
import dev.gradfn.core.ConvolutionGeometry;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Kernels;
import dev.gradfn.core.NdArray;
import dev.gradfn.core.UnaryFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConvolutionsTest {
  private static final Kernels ONEDNN = new OneDnnKernels();

  private static final UnaryFunction SILU =
      new UnaryFunction("silu", x -> (float) (x / (1 + Math.exp(-x))), x -> x / (1 + Math.exp(-x)));

  /// n, input channels, output channels, size, kernel, stride, padding, dilation, groups.
  @ParameterizedTest
  @CsvSource({
    "1, 3, 32, 64, 6, 2, 2, 1, 1",
    "2, 8, 16, 20, 3, 1, 1, 1, 1",
    "1, 64, 64, 20, 1, 1, 0, 1, 1",
    "1, 128, 255, 10, 1, 1, 0, 1, 1",
    "3, 16, 24, 15, 3, 2, 1, 1, 1",
    "1, 16, 16, 16, 3, 1, 2, 2, 1",
    "1, 32, 32, 12, 3, 1, 1, 1, 32",
    "2, 12, 8, 9, 3, 2, 0, 1, 4",
    "1, 5, 7, 11, 5, 3, 2, 1, 1",
    "4, 1, 6, 28, 5, 1, 2, 1, 1",
    "8, 6, 4, 8, 3, 1, 1, 1, 1",
    "8, 4, 4, 6, 3, 1, 1, 1, 1"
  })
  void valuesAndGradientsAreThoseOfJava(
      int n,
      int in,
      int out,
      int size,
      int kernel,
      int stride,
      int padding,
      int dilation,
      int groups) {
    var g =
        new ConvolutionGeometry(
            Dims.of(stride, stride),
            Dims.of(padding, padding),
            Dims.of(dilation, dilation),
            groups);
    NdArray x = random(n, in, size, size);
    NdArray weight = random(out, in / groups, kernel, kernel);
    NdArray bias = random(out);
    Dims shape = g.output(x.shape(), weight.shape());
    NdArray expected = empty(shape.toArray());
    NdArray actual = empty(shape.toArray());
    JAVA.convolution(g, x, weight, bias, expected);
    assertTrue(ONEDNN.convolution(g, x, weight, bias, actual));
    assertEquals("channels_last", Arrays32.place(actual));
    assertClose(expected, actual, 1e-5);

    var after = new ChannelFunction(random(out), random(out), SILU);
    JAVA.convolutionThen(g, x, weight, after, expected);
    assertTrue(ONEDNN.convolutionThen(g, x, weight, after, actual));
    assertClose(expected, actual, 1e-5);

    NdArray gradient = random(shape.toArray());
    NdArray expectedInput = empty(x.shape().toArray());
    NdArray expectedWeight = empty(weight.shape().toArray());
    JAVA.convolutionInputGradient(g, gradient, weight, expectedInput);
    JAVA.convolutionWeightGradient(g, gradient, x, expectedWeight);
    atHome(gradient);
    NdArray actualInput = empty(x.shape().toArray());
    NdArray actualWeight = empty(weight.shape().toArray());
    assertTrue(ONEDNN.convolutionInputGradient(g, gradient, weight, actualInput));
    assertClose(expectedInput, actualInput, 1e-5);
    assertTrue(ONEDNN.convolutionWeightGradient(g, gradient, x, actualWeight));
    assertClose(expectedWeight, actualWeight, 1e-5);
  }
}
