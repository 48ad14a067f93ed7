package dev.gradfn.op;

import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// [Diagonal] in memory of its own: `diag` of a matrix.
public record DiagonalCopy(long offset, int dim1, int dim2) implements Picking {
  private Diagonal diagonal() {
    return new Diagonal(offset, dim1, dim2);
  }

  @Override
  public String derivativeName() {
    return "DiagonalBackwardBackward0";
  }

  @Override
  public String nodeName() {
    return "DiagonalBackward0_copy";
  }

  @Override
  public Dims pickedShape(ArraySpec[] inputs) {
    return diagonal().view(inputs[0].geometry()).shape();
  }

  @Override
  public NdArray positions(KernelChain kernels, Dims from, NdArray[] in) {
    return Positions.of(diagonal().view(Geometry.contiguous(from)));
  }

  @Override
  public void save(Saver saver) {
    diagonal().save(saver);
  }
}
