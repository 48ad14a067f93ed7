package dev.gradfn.onednn;

import dev.gradfn.core.Dims;

/// How windows walk over an input, in oneDNN's words.
///
/// @param input its spatial sizes
/// @param output those of the output
record Steps(Dims kernel, Dims stride, Dims padding, Dims dilation, Dims input, Dims output) {
  long[] sizes() {
    return kernel.toArray();
  }

  long[] strides() {
    return stride.toArray();
  }

  /// oneDNN counts the gaps.
  long[] gaps() {
    return dilation.map(d -> d - 1).toArray();
  }

  long[] nearPadding() {
    return padding.toArray();
  }

  /// What is missing on the far side: more than [#nearPadding] when the last windows need it, less
  /// when input at the end is not used.
  long[] farPadding() {
    long[] far = padding.toArray();
    for (int i = 0; i < far.length; i++) {
      long reach = dilation.get(i) * (kernel.get(i) - 1) + 1;
      long last = (output.get(i) - 1) * stride.get(i) + reach;
      far[i] = last - input.get(i) - far[i];
    }
    return far;
  }
}
