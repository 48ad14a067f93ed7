package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Broadcast;
import dev.gradfn.core.Dims;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;
import java.util.ArrayList;
import java.util.List;

/// Input 0, with the elements of input 1 (`values`, broadcast) at the places that the indices
/// behind name: see [Index]. With `accumulate` they are added.
public record IndexPut(Dims dims, boolean accumulate) implements Indexed {
  @Override
  public String nodeName() {
    return "IndexPutBackward0";
  }

  @Override
  public int edgeCount(int inputs) {
    return 2;
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    if (inputs[0].dtype() != inputs[1].dtype() && !inputs[1].wrappedNumber()) {
      throw TorchException.runtime(
          "Index put requires the source and destination dtypes match, got "
              + inputs[0].dtype().scalarType()
              + " for the destination and "
              + inputs[1].dtype().scalarType()
              + " for the source.");
    }
    return Indexed.like(inputs);
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    kernels.copy(in[0], out[0]);
    NdArray[] indices = new NdArray[in.length - 1];
    System.arraycopy(in, 2, indices, 1, in.length - 2);
    NdArray positions = new Index(dims).positions(kernels, in[0].shape(), indices);
    NdArray values = Pointwise.converted(kernels, in[1], out[0].dtype());
    Dims given = values.shape();
    TorchException.check(
        Broadcast.isExpandable(given, positions.shape()),
        () ->
            "shape mismatch: value tensor of shape "
                + given
                + " cannot be broadcast to indexing result of shape "
                + positions.shape());
    values = values.view(values.geometry().expand(positions.shape()));
    kernels.put(values, positions, accumulate, out[0]);
  }

  @Override
  public void save(Saver saver) {
    saver.value("accumulate", accumulate);
    saver.inputs("indices", 2);
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    if (input == 0 && accumulate) return g;
    List<Tensor> inputs = new ArrayList<>(List.of(g));
    if (input == 0) inputs.add(Tensor.zeros(g.dtype(), g.device(), Dims.of()));
    inputs.addAll(saved.tensors("indices"));
    Op op = input == 0 ? new IndexPut(dims, false) : new Index(dims);
    return Operations.apply(op, inputs.toArray(Tensor[]::new));
  }
}
