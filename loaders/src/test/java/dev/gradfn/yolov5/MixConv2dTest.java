package dev.gradfn.yolov5;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.gradfn.core.Dims;
import org.junit.jupiter.api.Test;

class MixConv2dTest {
  @Test
  void channels_are_shared_out_alike_or_by_the_size_of_kernels() {
    Dims kernels = Dims.of(1, 3);
    assertArrayEquals(new int[] {8, 8}, MixConv2d.parts(16, kernels, true));
    assertArrayEquals(new int[] {4, 3}, MixConv2d.parts(7, kernels, true));
    // As many weights each: 1 · 14.4 = 9 · 1.6.
    assertArrayEquals(new int[] {14, 2}, MixConv2d.parts(16, kernels, false));
  }
}
