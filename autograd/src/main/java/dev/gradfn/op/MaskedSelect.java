package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Broadcast;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// The `count` elements where `mask` is true, both broadcast to one shape, in row-major order.
public record MaskedSelect(long count) implements Picking {
  @Override
  public String nodeName() {
    return "MaskedSelectBackward0";
  }

  @Override
  public Dims pickedShape(ArraySpec[] inputs) {
    TorchException.check(
        inputs[1].dtype() == DType.BOOL, () -> "masked_select: expected BoolTensor for mask");
    return Dims.of(count);
  }

  @Override
  public NdArray positions(KernelChain kernels, Dims from, NdArray[] in) {
    Dims shape = Broadcast.shape(from, in[1].shape());
    long[] sources =
        Positions.longs(kernels, Positions.of(Geometry.contiguous(from).expand(shape)));
    long[] mask = Positions.longs(kernels, in[1].view(in[1].geometry().expand(shape)));
    long[] positions = new long[Math.toIntExact(count)];
    int next = 0;
    for (int i = 0; i < mask.length; i++) {
      if (mask[i] != 0) positions[next++] = sources[i];
    }
    return NdArray.wrap(DType.INT64, positions, Dims.of(count));
  }

  @Override
  public void save(Saver saver) {
    saver.input("mask", 1);
    saver.input("self", 0);
  }

  @Override
  public String derivativeName() {
    return "MaskedScatterBackward0";
  }

  @Override
  public boolean addsToZeros() {
    return true;
  }

  /// A broadcast input is undone behind it.
  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    Dims mask = saved.tensor("mask").shape();
    return addedTo(Broadcast.shape(saved.spec(0).shape(), mask), g, saved);
  }

  @Override
  public Tensor[] indices(Saved saved) {
    return new Tensor[] {saved.tensor("mask")};
  }
}
