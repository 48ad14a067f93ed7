package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Dims;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// The input laid `repeats` times along each dimension; leading dimensions may be new.
public record Repeat(Dims repeats) implements Picking {
  @Override
  public String nodeName() {
    return "RepeatBackward0";
  }

  @Override
  public Dims pickedShape(ArraySpec[] inputs) {
    Dims from = inputs[0].shape();
    int added = repeats.rank() - from.rank();
    if (added < 0) {
      throw TorchException.runtime(
          "Number of dimensions of repeat dims can not be smaller than number of dimensions of"
              + " tensor");
    }
    Dims shape = repeats;
    for (int i = 0; i < from.rank(); i++) {
      shape = shape.with(added + i, repeats.get(added + i) * from.get(i));
    }
    for (long size : shape.toArray()) {
      Dims sizes = shape;
      TorchException.check(
          size >= 0,
          () -> "Trying to create tensor with negative dimension " + size + ": " + sizes);
    }
    return shape;
  }

  @Override
  public NdArray positions(KernelChain kernels, Dims from, NdArray[] in) {
    Dims padded = Dims.filled(repeats.rank() - from.rank(), 1);
    for (int i = 0; i < from.rank(); i++) padded = padded.insert(padded.rank(), from.get(i));
    int[][] sources = new int[padded.rank()][];
    for (int d = 0; d < sources.length; d++) {
      sources[d] = new int[Math.toIntExact(repeats.get(d) * padded.get(d))];
      for (int i = 0; i < sources[d].length; i++) sources[d][i] = i % padded.at(d);
    }
    return Positions.of(padded, sources);
  }

  /// The sum of the repetitions.
  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    Dims from = saved.spec(0).shape();
    if (repeats.product() == 0) return Tensor.zeros(g.dtype(), g.device(), from);
    int added = repeats.rank() - from.rank();
    Tensor sum = g;
    for (int i = 0; i < added; i++) sum = sum.sum(Dims.of(0), false);
    Dims apart = Dims.of();
    Dims repeated = Dims.of();
    for (int i = 0; i < from.rank(); i++) {
      long times = repeats.get(added + i);
      if (times != 1) {
        repeated = repeated.insert(repeated.rank(), apart.rank());
        apart = apart.insert(apart.rank(), times);
      }
      apart = apart.insert(apart.rank(), from.get(i));
    }
    return repeated.rank() == 0 ? sum : sum.reshape(apart).sum(repeated, false);
  }

  @Override
  public void save(Saver saver) {
    saver.value("repeats", repeats);
    saver.value("self_sym_sizes", saver.spec(0).shape());
  }
}
