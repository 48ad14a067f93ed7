package dev.gradfn.onednn;

import static dev.gradfn.onednn.Arrays32.empty;
import static dev.gradfn.onednn.Arrays32.random;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradfn.core.ConvolutionGeometry;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Kernels;
import dev.gradfn.core.NdArray;
import org.junit.jupiter.api.Test;

class PrimitiveLogTest {
  private final Kernels onednn = new OneDnnKernels();

  private boolean convolve() {
    Dims one = Dims.of(1, 1);
    var g = new ConvolutionGeometry(one, one, one, 1);
    NdArray out = empty(1, 16, 20, 20);
    return onednn.convolution(g, random(1, 8, 20, 20), random(16, 8, 3, 3), null, out);
  }

  @Test
  void notesPrimitivesAndReordersWhileItLasts() {
    PrimitiveLog log = PrimitiveLog.of(() -> assertTrue(convolve()));
    // The input and the weight are brought into the convolution's order.
    assertEquals(3, log.size());
    convolve();
    assertEquals(3, log.size());
    PrimitiveLog replayed = PrimitiveLog.of(log::replay);
    assertEquals(3, replayed.size());
  }
}
