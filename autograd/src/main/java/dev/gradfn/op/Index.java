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
import java.util.Arrays;
import java.util.stream.Collectors;

/// Advanced indexing: input `i + 1` indexes dimension `dims[i]` (ascending). The indices are
/// broadcast together; their dimensions replace the first of `dims` if these are neighbours, else
/// they come first.
public record Index(Dims dims) implements Picking {
  @Override
  public String nodeName() {
    return "IndexBackward0";
  }

  @Override
  public Dims pickedShape(ArraySpec[] inputs) {
    Dims[] indices = new Dims[inputs.length - 1];
    for (int i = 0; i < indices.length; i++) indices[i] = inputs[i + 1].shape();
    Dims common = common(indices);
    Dims rest = inputs[0].shape();
    for (int i = dims.rank() - 1; i >= 0; i--) rest = rest.without(dims.at(i));
    for (int i = 0; i < common.rank(); i++) rest = rest.insert(place() + i, common.get(i));
    return rest;
  }

  private static Dims common(Dims[] indices) {
    try {
      Dims common = Dims.of();
      for (Dims index : indices) common = Broadcast.shape(common, index);
      return common;
    } catch (IllegalArgumentException e) {
      throw TorchException.index(
          "shape mismatch: indexing tensors could not be broadcast together with shapes "
              + Arrays.stream(indices).map(Dims::toString).collect(Collectors.joining(", ")));
    }
  }

  /// Where the dimensions of the indices stand in the result.
  private int place() {
    for (int i = 1; i < dims.rank(); i++) {
      if (dims.get(i) != dims.get(i - 1) + 1) return 0;
    }
    return dims.at(0);
  }

  @Override
  public NdArray positions(KernelChain kernels, Dims from, NdArray[] in) {
    ArraySpec[] specs = new ArraySpec[in.length];
    Dims[] shapes = new Dims[dims.rank()];
    for (int i = 0; i < shapes.length; i++) shapes[i] = in[i + 1].shape();
    specs[0] = new ArraySpec(DType.INT64, Geometry.contiguous(from));
    for (int i = 1; i < in.length; i++) specs[i] = new ArraySpec(DType.INT64, in[i].geometry());
    Dims common = common(shapes);
    long[] starts = starts(kernels, from, in, common);
    long[] commonStrides = common.contiguousStrides().toArray();
    Dims rest = from.contiguousStrides();
    for (int i = dims.rank() - 1; i >= 0; i--) rest = rest.without(dims.at(i));
    long[] strides = rest.toArray();
    int place = place();
    return Positions.of(
        pickedShape(specs),
        index -> {
          int start = 0;
          for (int i = 0; i < commonStrides.length; i++) {
            start += (int) (index[place + i] * commonStrides[i]);
          }
          long position = starts[start];
          for (int i = 0; i < strides.length; i++) {
            position += index[i < place ? i : i + commonStrides.length] * strides[i];
          }
          return position;
        });
  }

  /// What the indices together add to a position.
  private long[] starts(KernelChain kernels, Dims from, NdArray[] in, Dims common) {
    long[] starts = new long[Math.toIntExact(common.product())];
    Dims strides = from.contiguousStrides();
    for (int i = 0; i < dims.rank(); i++) {
      int d = dims.at(i);
      NdArray index = in[i + 1].view(in[i + 1].geometry().expand(common));
      long[] numbers = Positions.longs(kernels, index);
      for (int j = 0; j < starts.length; j++) {
        starts[j] += Positions.wrap(numbers[j], from.get(d), d) * strides.get(d);
      }
    }
    return starts;
  }

  @Override
  public void save(Saver saver) {
    saver.inputs("indices", 1);
    saver.value("self_sym_sizes", saver.spec(0).shape());
  }

  @Override
  public String derivativeName() {
    return "IndexPutImplBackward0";
  }

  @Override
  public boolean addsToZeros() {
    return true;
  }

  @Override
  public Tensor[] indices(Saved saved) {
    return saved.tensors("indices").toArray(Tensor[]::new);
  }
}
