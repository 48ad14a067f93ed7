package dev.gradfn.yolov5;

import dev.gradfn.core.Dims;
import dev.gradfn.nn.ConvNd;

/// Kernel, stride, padding and dilation of a convolution.
///
/// @param padding null: half of the kernel, so that only the stride changes the size
record Window(Dims kernel, Dims stride, Dims padding, Dims dilation) {
  static Window of(long kernel, long stride) {
    return of(Dims.of(kernel, kernel), Dims.of(stride, stride));
  }

  static Window of(Dims kernel, Dims stride) {
    return new Window(kernel, stride, null, Dims.of(1, 1));
  }

  ConvNd.Options options(int groups) {
    return new ConvNd.Options(kernel, stride, chosenPadding(), dilation, groups, "zeros");
  }

  private Dims chosenPadding() {
    if (padding != null) return padding;
    long[] half = new long[2];
    for (int i = 0; i < 2; i++) {
      half[i] = (dilation.get(i) * (kernel.get(i) - 1) + 1) / 2;
    }
    return Dims.of(half);
  }
}
