package dev.gradfn.onednn;

import static dev.gradfn.onednn.Arrays32.assertClose;
import static dev.gradfn.onednn.Arrays32.empty;
import static dev.gradfn.onednn.Arrays32.random;

import dev.gradfn.core.ConvolutionGeometry;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Kernels;
import dev.gradfn.core.NdArray;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ManyThreadsTest {
  private static final Kernels ONEDNN = new OneDnnKernels();
  private static final Dims ONE = Dims.of(1, 1);

  /// They share primitives, weights and the pool of blocks.
  @Test
  void threadsGetTheirOwnResults() throws Exception {
    NdArray weight = random(24, 16, 3, 3);
    List<NdArray> images = new ArrayList<>();
    List<NdArray> expected = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      images.add(random(1, 16, 20, 20));
      NdArray out = empty(1, 24, 20, 20);
      Arrays32.JAVA.convolution(geometry(), images.get(i), weight, null, out);
      expected.add(out);
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<?>> runs = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        int image = i % images.size();
        runs.add(
            threads.submit(() -> {
              NdArray out = empty(1, 24, 20, 20);
              ONEDNN.convolution(geometry(), images.get(image), weight, null, out);
              NdArray twice = empty(1, 24, 20, 20);
              ONEDNN.concat(new NdArray[] {out}, 1, twice);
              assertClose(expected.get(image), twice, 1e-5);
            }));
      }
      for (Future<?> run : runs) run.get();
    }
  }

  private static ConvolutionGeometry geometry() {
    return new ConvolutionGeometry(ONE, ONE, ONE, 1);
  }
}
