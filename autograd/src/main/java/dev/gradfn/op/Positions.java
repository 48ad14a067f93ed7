package dev.gradfn.op;

import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// Positions of elements, counted in row-major order: how the rows of [Picking] say what they take.
final class Positions {
  private Positions() {}

  /// The position for each index of the result.
  interface At {
    long position(int[] index);
  }

  /// `at` for all indices of `shape`, in row-major order.
  static NdArray of(Dims shape, At at) {
    long[] positions = new long[Math.toIntExact(shape.product())];
    int[] sizes = shape.toIntArray();
    int[] index = new int[sizes.length];
    for (int i = 0; i < positions.length; i++) {
      positions[i] = at.position(index);
      for (int d = sizes.length - 1; d >= 0 && ++index[d] == sizes[d]; d--) index[d] = 0;
    }
    return NdArray.wrap(DType.INT64, positions, shape);
  }

  /// The elements that a view of a dense array shows; strides may be negative.
  static NdArray of(Geometry view) {
    long[] strides = view.strides().toArray();
    return of(
        view.shape(),
        index -> {
          long position = view.offset();
          for (int d = 0; d < strides.length; d++) position += index[d] * strides[d];
          return position;
        });
  }

  /// Row `d` of `sources` holds, for each index of dimension `d` of the result, that of the input.
  static NdArray of(Dims input, int[][] sources) {
    long[] strides = input.contiguousStrides().toArray();
    long[] shape = new long[sources.length];
    for (int d = 0; d < shape.length; d++) shape[d] = sources[d].length;
    return of(
        Dims.of(shape),
        index -> {
          long position = 0;
          for (int d = 0; d < strides.length; d++) position += sources[d][index[d]] * strides[d];
          return position;
        });
  }

  /// The elements of an integer or bool array in row-major order.
  static long[] longs(KernelChain kernels, NdArray array) {
    long[] values = new long[Math.toIntExact(array.numel())];
    kernels.copy(array, NdArray.wrap(DType.INT64, values, array.shape()));
    return values;
  }

  /// Whether numbers of elements may have this type.
  static boolean isIndex(DType dtype) {
    return dtype == DType.INT64 || dtype == DType.INT32;
  }

  /// `index` counted from the front.
  static long wrap(long index, long size, int dim) {
    if (index < -size || index >= size) {
      throw TorchException.index(
          "index " + index + " is out of bounds for dimension " + dim + " with size " + size);
    }
    return index < 0 ? index + size : index;
  }
}
