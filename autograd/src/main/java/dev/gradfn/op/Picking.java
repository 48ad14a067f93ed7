package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Backends;
import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// Operations whose result holds elements of input 0, at positions that the row computes. The
/// gradient goes back to where each element came from, and is summed there.
public sealed interface Picking extends Op
    permits Flip,
        Roll,
        Rot90,
        Repeat,
        PadNd,
        Triangle,
        DiagonalCopy,
        IndexSelect,
        Gather,
        Take,
        Index,
        MaskedSelect,
        Embedding,
        Shuffle {

  Dims pickedShape(ArraySpec[] inputs);

  /// @param in the inputs; the first, whose elements are taken, is null in backward
  NdArray positions(KernelChain kernels, Dims from, NdArray[] in);

  /// PyTorch's node of the gradient where that is recorded: many rows are undone by one of their
  /// own kind.
  default String derivativeName() {
    return nodeName();
  }

  /// Whether PyTorch adds the gradient to zeros, which are the first argument then.
  default boolean addsToZeros() {
    return false;
  }

  /// The inputs behind the first, as they were saved.
  default Tensor[] indices(Saved saved) {
    return new Tensor[0];
  }

  @Override
  default Result[] infer(ArraySpec[] inputs) {
    return Result.of(new ArraySpec(inputs[0].dtype(), Geometry.contiguous(pickedShape(inputs))));
  }

  @Override
  default int edgeCount(int inputs) {
    return 1;
  }

  @Override
  default void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    kernels.take(in[0], positions(kernels, in[0].shape(), in), out[0]);
  }

  @Override
  default Tensor gradient(int input, Tensor g, Saved saved) {
    return addedTo(saved.spec(0).shape(), g, saved);
  }

  /// Zeros of shape `from`, and `g` where its elements came from.
  default Tensor addedTo(Dims from, Tensor g, Saved saved) {
    AddAt row = new AddAt(derivativeName(), from);
    Tensor positions = positions(g, from, indices(saved));
    return addsToZeros()
        ? Operations.apply(row, null, g, positions)
        : Operations.apply(row, g, positions);
  }

  private Tensor positions(Tensor g, Dims from, Tensor[] indices) {
    if (g.device() == Device.META) {
      return Tensor.empty(DType.INT64, Device.META, Geometry.contiguous(g.shape()));
    }
    NdArray[] in = new NdArray[indices.length + 1];
    for (int i = 0; i < indices.length; i++) in[i + 1] = indices[i].array();
    return Tensor.of(positions(Backends.kernels(), from, in));
  }
}
