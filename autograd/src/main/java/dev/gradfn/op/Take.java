package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// The elements whose numbers in row-major order are in `index`.
public enum Take implements Picking {
  TAKE;

  @Override
  public String nodeName() {
    return "TakeBackward0";
  }

  @Override
  public Dims pickedShape(ArraySpec[] inputs) {
    return inputs[1].shape();
  }

  @Override
  public NdArray positions(KernelChain kernels, Dims from, NdArray[] in) {
    return IndexSelect.positions(Dims.of(from.product()), 0, Positions.longs(kernels, in[1]))
        .view(Geometry.contiguous(in[1].shape()));
  }

  @Override
  public void save(Saver saver) {
    saver.input("index", 1);
    saver.input("self", 0);
  }

  @Override
  public Tensor[] indices(Saved saved) {
    return new Tensor[] {saved.tensor("index")};
  }
}
