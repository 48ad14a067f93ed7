package dev.gradfn.nd4j;

import dev.gradfn.core.Access;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.NdArray;
import org.nd4j.linalg.api.ndarray.INDArray;

/// ND4J's view of our arrays inside a kernel. Inputs first, then outputs: an operation in place
/// needs the old contents.
final class Blocks {
  private Blocks() {}

  static INDArray input(NdArray array) {
    return block(array, Access.READ).array(array.geometry());
  }

  static INDArray output(NdArray array) {
    return block(array, writing(array)).array(array.geometry());
  }

  static NativeBlock block(NdArray array, Access access) {
    return array.storage().form(NativeBlockKind.KIND, access);
  }

  /// A kernel that writes all of `array` needs the old contents of its storage only if there is
  /// more in it.
  static Access writing(NdArray array) {
    boolean all = array.isContiguous() && array.numel() == array.storage().size();
    return all ? Access.OVERWRITE : Access.UPDATE;
  }

  /// A dense matrix, or tensor, `offset` elements after the start of `array`.
  static Geometry dense(NdArray array, long offset, long... shape) {
    Dims dims = Dims.of(shape);
    return new Geometry(dims, dims.contiguousStrides(), array.offset() + offset);
  }

  /// `[c]` as `[1, c, 1, …]` of the rank of `like`, so that it is broadcast along channels.
  static Geometry channels(NdArray vector, int rank) {
    long[] shape = new long[rank];
    java.util.Arrays.fill(shape, 1);
    shape[1] = vector.numel();
    return dense(vector, 0, shape);
  }
}
