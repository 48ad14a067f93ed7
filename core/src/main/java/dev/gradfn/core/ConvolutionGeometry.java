package dev.gradfn.core;

/// How a convolution walks over its input, for 1 to 3 spatial dimensions.
///
/// Input `[n, c, *in]`, weight `[oc, c / groups, *kernel]`, output `[n, oc, *out]` with `out = (in
/// + 2 padding - dilation (kernel - 1) - 1) / stride + 1`, rounded down.
public record ConvolutionGeometry(Dims stride, Dims padding, Dims dilation, int groups) {

  /// Shape of the output.
  public Dims output(Dims input, Dims weight) {
    long[] out = new long[input.rank()];
    out[0] = input.get(0);
    out[1] = weight.get(0);
    for (int i = 2; i < out.length; i++) {
      long reach = dilation.get(i - 2) * (weight.get(i) - 1) + 1;
      out[i] = Math.floorDiv(input.get(i) + 2 * padding.get(i - 2) - reach, stride.get(i - 2)) + 1;
    }
    return Dims.of(out);
  }
}
