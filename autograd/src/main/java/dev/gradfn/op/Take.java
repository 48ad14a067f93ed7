package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
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
    DType index = inputs[1].dtype();
    TorchException.check(
        index == DType.INT64,
        () -> "take(): Expected a long tensor for index, but got " + index.scalarType());
    return inputs[1].shape();
  }

  @Override
  public NdArray positions(KernelChain kernels, Dims from, NdArray[] in) {
    long[] numbers = Positions.longs(kernels, in[1]);
    long size = from.product();
    for (int i = 0; i < numbers.length; i++) {
      long number = numbers[i];
      if (number < -size || number >= size) {
        throw TorchException.index(
            "out of range: tried to access index "
                + number
                + " on a tensor of "
                + size
                + " elements.");
      }
      if (number < 0) numbers[i] += size;
    }
    return NdArray.wrap(DType.INT64, numbers, in[1].shape());
  }

  @Override
  public void save(Saver saver) {
    saver.input("index", 1);
    saver.input("self", 0);
  }

  @Override
  public String derivativeName() {
    return "PutBackward0";
  }

  @Override
  public boolean addsToZeros() {
    return true;
  }

  @Override
  public Tensor[] indices(Saved saved) {
    return new Tensor[] {saved.tensor("index")};
  }
}
