package dev.gradfn.op;

import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// `k` quarter turns in the plane of two dimensions, from the first towards the second.
public record Rot90(long k, Dims dims) implements Picking {
  @Override
  public String nodeName() {
    return "Rot90Backward0";
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    if (dims.rank() != 2) {
      throw TorchException.runtime(
          "expected total rotation dims == 2, but got dims = " + dims.rank());
    }
    int rank = inputs[0].rank();
    TorchException.check(rank >= 2, () -> "expected total dims >= 2, but got total dims = " + rank);
    for (int i = 0; i < 2; i++) ViewOp.wrap(dims.at(i), rank);
    TorchException.check(
        dims.get(0) != dims.get(1) && Math.abs(dims.get(0) - dims.get(1)) != rank,
        () ->
            "expected rotation dims to be different, but got dim0 = %d and dim1 = %d"
                .formatted(dims.get(0), dims.get(1)));
    int turns = Math.floorMod(k, 4);
    if (turns == 0 || turns == 2) return Clone.PRESERVE.infer(inputs);
    ArraySpec flipped = Clone.PRESERVE.infer(inputs)[0].spec();
    Geometry turned = new Transpose(dims.at(0), dims.at(1)).view(flipped.geometry());
    return Result.of(new ArraySpec(flipped.dtype(), turned));
  }

  @Override
  public Dims pickedShape(ArraySpec[] inputs) {
    return turned(inputs[0].geometry()).shape();
  }

  private Geometry turned(Geometry input) {
    int a = ViewOp.wrap(dims.at(0), input.rank());
    int b = ViewOp.wrap(dims.at(1), input.rank());
    return switch (Math.floorMod(k, 4)) {
      case 1 -> Transpose.swapped(Flip.reversed(input, b), a, b);
      case 2 -> Flip.reversed(Flip.reversed(input, a), b);
      case 3 -> Transpose.swapped(Flip.reversed(input, a), a, b);
      default -> input;
    };
  }

  @Override
  public NdArray positions(KernelChain kernels, Dims from, NdArray[] in) {
    return Positions.of(turned(Geometry.contiguous(from)));
  }

  @Override
  public void save(Saver saver) {
    saver.value("dims", dims);
    saver.value("k", k);
  }
}
