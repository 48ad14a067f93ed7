package dev.gradfn.onednn;

import static dev.gradfn.onednn.Arrays32.empty;
import static dev.gradfn.onednn.Arrays32.random;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gradfn.core.Access;
import dev.gradfn.core.Backends;
import dev.gradfn.core.BinaryFunction;
import dev.gradfn.core.ConvolutionGeometry;
import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.core.Dims;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;
import dev.gradfn.core.PoolGeometry;
import dev.gradfn.core.UnaryFunction;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Whatever is done with an array whose memory was given back, and wherever it lay: one clear
/// error.
class UseAfterCloseTest {
  private static final Dims ONE = Dims.of(1, 1);
  private static final ConvolutionGeometry CONVOLUTION = new ConvolutionGeometry(ONE, ONE, ONE, 1);
  private static final PoolGeometry POOLING = new PoolGeometry(Dims.of(3, 3), ONE, ONE, ONE, false);
  private static final UnaryFunction EXP = new UnaryFunction("exp", x -> 0, Math::exp);
  private static final BinaryFunction ADD =
      new BinaryFunction("add", (x, y) -> x + y, (x, y) -> x + y);

  private KernelChain kernels;

  private enum Place {
    JAVA,
    FLAT,
    CHANNELS_LAST,
    WEIGHTS
  }

  @BeforeEach
  void useOneDnn() {
    Backends.use("onednn", Device.CPU);
    kernels = Backends.kernels();
  }

  @AfterEach
  void backToJava() {
    Backends.use("java", Device.CPU);
  }

  /// An array that lay there before its memory was given back.
  private NdArray closed(Place place) {
    NdArray array = random(16, 16, 8, 8);
    switch (place) {
      case JAVA -> {}
      case FLAT -> array.storage().form(Layout.flat(array.numel()), Access.UPDATE);
      case CHANNELS_LAST -> Arrays32.atHome(array);
      case WEIGHTS ->
          kernels.convolution(
              CONVOLUTION, random(1, 16, 20, 20), array, null, empty(1, 16, 15, 15));
    }
    array.storage().close();
    return array;
  }

  @ParameterizedTest
  @EnumSource(Place.class)
  void every_operation_says_so(Place place) {
    NdArray x = closed(place);
    NdArray other = Arrays32.atHome(random(16, 16, 8, 8));
    NdArray out = empty(16, 16, 8, 8);
    NdArray kernel = random(16, 16, 3, 3);
    NdArray indices = NdArray.allocate(DType.INT64, out.shape());
    NdArray vector = random(16);
    NdArray wide = empty(16, 16, 16, 16);
    double[] halves = {0.5, 0.5};
    List<Runnable> uses =
        List.of(
            () -> kernels.map(EXP, x, out),
            () -> kernels.map(EXP, other, x),
            () -> kernels.zip(ADD, x, other, out),
            () -> kernels.zip(ADD, other, x, out),
            () -> kernels.copy(x, out),
            () -> kernels.copy(other, x),
            () -> kernels.sum(x, 1, empty(1, 16, 1, 1)),
            () -> kernels.concat(new NdArray[] {other, x}, 1, empty(16, 32, 8, 8)),
            () -> kernels.convolution(CONVOLUTION, x, kernel, null, out),
            () ->
                kernels.convolution(CONVOLUTION, random(1, 16, 9, 9), x, null, empty(1, 16, 4, 4)),
            () -> kernels.convolutionInputGradient(CONVOLUTION, x, kernel, out),
            () -> kernels.convolutionWeightGradient(CONVOLUTION, x, other, kernel),
            () -> kernels.maxPool2d(POOLING, x, out, indices),
            () -> kernels.upsampleNearest(x, halves, wide),
            () -> kernels.matmul(matrix(x), matrix(other), empty(128, 128)),
            () -> kernels.channelStatistics(x, vector, vector));
    for (int i = 0; i < uses.size(); i++) {
      String which = place + ", use " + i;
      Runnable use = uses.get(i);
      var error = assertThrows(IllegalStateException.class, use::run, which);
      assertEquals(
          "array: used after close; its memory has been given back and may hold other data",
          error.getMessage(),
          which);
    }
  }

  private static NdArray matrix(NdArray array) {
    return array.view(array.geometry().view(Dims.of(128, 128)).orElseThrow());
  }
}
