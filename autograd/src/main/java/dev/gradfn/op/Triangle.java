package dev.gradfn.op;

import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Dims;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// The part of each matrix on one side of a diagonal, `diagonal` above the main one; the rest is 0.
public record Triangle(boolean upper, long diagonal) implements Picking {
  @Override
  public String nodeName() {
    return upper ? "TriuBackward0" : "TrilBackward0";
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    if (inputs[0].rank() < 2) {
      throw TorchException.runtime(
          (upper ? "triu" : "tril") + ": input tensor must have at least 2 dimensions");
    }
    return Picking.super.infer(inputs);
  }

  @Override
  public Dims pickedShape(ArraySpec[] inputs) {
    return inputs[0].shape();
  }

  @Override
  public NdArray positions(KernelChain kernels, Dims from, NdArray[] in) {
    int row = from.rank() - 2;
    long[] next = {0};
    return Positions.of(
        from,
        index -> {
          long position = next[0]++;
          long above = index[row + 1] - index[row] - diagonal;
          boolean kept = upper ? above >= 0 : above <= 0;
          return kept ? position : -1;
        });
  }

  @Override
  public void save(Saver saver) {
    saver.value("diagonal", diagonal);
  }
}
