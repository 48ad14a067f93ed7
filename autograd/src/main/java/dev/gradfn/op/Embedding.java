package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// Row `i` of input 0 (`weight`) for each number `i` in input 1 (`indices`).
///
/// @param paddingIdx the row that gets no gradient; −1: none
/// @param scaleGradByFreq whether the gradient of a row is divided by how often it occurs
public record Embedding(long paddingIdx, boolean scaleGradByFreq) implements Picking {
  @Override
  public String nodeName() {
    return "EmbeddingBackward0";
  }

  @Override
  public Dims pickedShape(ArraySpec[] inputs) {
    DType numbers = inputs[1].dtype();
    TorchException.check(
        Positions.isIndex(numbers),
        () ->
            "Expected tensor for argument #1 'indices' to have one of the following scalar types:"
                + " Long, Int; but got torch."
                + numbers.scalarType()
                + "Tensor instead (while checking arguments for embedding)");
    if (inputs[0].rank() != 2) throw TorchException.runtime("'weight' must be 2-D");
    Dims shape = inputs[1].shape();
    return shape.insert(shape.rank(), inputs[0].shape().get(1));
  }

  @Override
  public NdArray positions(KernelChain kernels, Dims from, NdArray[] in) {
    Dims shape = in[1].shape().insert(in[1].rank(), from.get(1));
    return IndexSelect.positions(from, 0, Positions.longs(kernels, in[1]))
        .view(Geometry.contiguous(shape));
  }

  @Override
  public void save(Saver saver) {
    saver.input("indices", 1);
    saver.value("padding_idx", paddingIdx);
    saver.value("scale_grad_by_freq", scaleGradByFreq);
    saver.value("sparse", false);
    saver.value("weight_sym_argsize_0", saver.spec(0).shape().get(0));
  }

  @Override
  public Tensor[] indices(Saved saved) {
    return new Tensor[] {saved.tensor("indices")};
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    long rows = saved.spec(0).shape().get(0);
    return Operations.apply(new EmbeddingDenseBackward(rows, this), g, saved.tensor("indices"));
  }
}
