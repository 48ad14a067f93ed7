package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// The derivative of [Embedding]: `rows` rows of zeros, plus input 0 at the rows that input 1
/// (`indices`) names.
public record EmbeddingDenseBackward(long rows, Embedding embedding) implements Indexed {
  @Override
  public String nodeName() {
    return "EmbeddingDenseBackwardBackward0";
  }

  @Override
  public int edgeCount(int inputs) {
    return 1;
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    Dims shape = Dims.of(rows, inputs[0].shape().get(-1));
    return Result.of(new ArraySpec(inputs[0].dtype(), Geometry.contiguous(shape)));
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    long[] numbers = Positions.longs(kernels, in[1]);
    NdArray weighted = NdArray.allocate(in[0].dtype(), in[0].shape());
    NdArray weights = Pointwise.converted(kernels, weights(numbers, in[1]), in[0].dtype());
    kernels.zip(Binary.MUL.function(), in[0], weights, weighted);
    kernels.fill(0, out[0]);
    kernels.put(weighted, embedding.positions(kernels, out[0].shape(), in), true, out[0]);
  }

  /// What the gradient of each number counts: 1, 0 for padding, less for frequent ones.
  private NdArray weights(long[] numbers, NdArray indices) {
    int[] counts = new int[Math.toIntExact(rows)];
    for (long number : numbers) counts[(int) number]++;
    double[] weights = new double[numbers.length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = embedding.scaleGradByFreq() ? 1.0 / counts[(int) numbers[i]] : 1;
      if (numbers[i] == embedding.paddingIdx()) weights[i] = 0;
    }
    return NdArray.wrap(DType.FLOAT64, weights, indices.shape().insert(indices.rank(), 1));
  }

  @Override
  public void save(Saver saver) {
    saver.input("indices", 1);
  }

  /// As in PyTorch, the second derivative does not know of `scaleGradByFreq`.
  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    Tensor indices = saved.tensor("indices");
    Tensor picked = Operations.apply(embedding, g, indices);
    if (g.device() == Device.META) return picked;
    long[] numbers = indices.toLongArray();
    byte[] padding = new byte[numbers.length];
    for (int i = 0; i < padding.length; i++) {
      padding[i] = (byte) (numbers[i] == embedding.paddingIdx() ? 1 : 0);
    }
    Dims shape = indices.shape().insert(indices.dim(), 1);
    return picked.maskedFill(Tensor.of(NdArray.wrap(DType.BOOL, padding, shape)), 0);
  }
}
