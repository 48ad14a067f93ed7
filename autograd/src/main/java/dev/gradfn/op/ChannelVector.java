package dev.gradfn.op;

import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;
import java.util.function.IntToDoubleFunction;

/// The few numbers per channel that a normalisation computes between its two passes over the data,
/// in double whatever the tensors are.
final class ChannelVector {
  private ChannelVector() {}

  /// All dimensions of an array of rank `rank` but the channels', which is 1: what is summed.
  static Dims otherDims(int rank) {
    long[] dims = new long[rank - 1];
    for (int i = 1; i < dims.length; i++) dims[i] = i + 1L;
    return Dims.of(dims);
  }

  static double[] read(KernelChain kernels, NdArray vector) {
    double[] values = new double[Math.toIntExact(vector.numel())];
    kernels.copy(vector, NdArray.wrap(DType.FLOAT64, values, vector.shape()));
    return values;
  }

  /// Ones if there is none.
  static double[] readOrFill(KernelChain kernels, NdArray vector, int channels, double fill) {
    if (vector != null) return read(kernels, vector);
    double[] values = new double[channels];
    java.util.Arrays.fill(values, fill);
    return values;
  }

  static void write(KernelChain kernels, double[] values, NdArray vector) {
    kernels.copy(NdArray.wrap(DType.FLOAT64, values, vector.shape()), vector);
  }

  static NdArray of(KernelChain kernels, DType dtype, int channels, IntToDoubleFunction value) {
    NdArray vector = NdArray.allocate(dtype, Dims.of(channels));
    double[] values = new double[channels];
    for (int c = 0; c < channels; c++) values[c] = value.applyAsDouble(c);
    write(kernels, values, vector);
    return vector;
  }
}
