package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;
import java.util.Arrays;

/// For each bag the sum, mean or maximum of the rows of input 0 (`weight`) that input 2 (`indices`)
/// names. Input 3 (`offsets`) says where in `indices` each bag begins, optional input 1
/// (`per_sample_weights`) by what each row is multiplied. An empty bag gives zeros.
///
/// Results: the bags, and int64 numbers for backward: the bag of each index (−1: of none), how many
/// rows count in each bag, and from which row each maximum is (−1: from none).
///
/// @param includeLastOffset whether the last offset is the end of the last bag
/// @param paddingIdx the row that counts in no bag; −1: none
public record EmbeddingBag(
    Mode mode, boolean scaleGradByFreq, boolean includeLastOffset, long paddingIdx)
    implements Reduction {

  /// In the order of PyTorch's numbers for them.
  public enum Mode {
    SUM,
    MEAN,
    MAX
  }

  private static final int WEIGHT = 0;
  private static final int PER_SAMPLE_WEIGHTS = 1;
  private static final int INDICES = 2;
  private static final int OFFSETS = 3;

  @Override
  public String nodeName() {
    return "EmbeddingBagBackward0";
  }

  @Override
  public int edgeCount(int inputs) {
    return 2;
  }

  @Override
  public boolean isDifferentiable(int output) {
    return output == 0;
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    ArraySpec weight = inputs[WEIGHT];
    ArraySpec factors = inputs[PER_SAMPLE_WEIGHTS];
    TorchException.check(
        factors == null || factors.dtype() == weight.dtype(),
        () -> "expected `weight` and `per_sample_weights` to have the same data type");
    long offsets = inputs[OFFSETS].shape().get(0);
    if (includeLastOffset && offsets == 0) {
      throw TorchException.runtime("include_last_offset: number of offset should be at least 1");
    }
    long bags = includeLastOffset ? offsets - 1 : offsets;
    Dims shape = Dims.of(bags, weight.shape().get(1));
    return new Result[] {
      result(weight.dtype(), shape),
      result(DType.INT64, inputs[INDICES].shape()),
      result(DType.INT64, Dims.of(bags)),
      result(DType.INT64, mode == Mode.MAX ? shape : Dims.of(0))
    };
  }

  private static Result result(DType dtype, Dims shape) {
    return Result.fresh(new ArraySpec(dtype, Geometry.contiguous(shape)));
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    long[] indices = Positions.longs(kernels, in[INDICES]);
    requireRows(indices, in[WEIGHT].shape().get(0));
    long[] bags = bags(Positions.longs(kernels, in[OFFSETS]), indices.length);
    long[] sizes = new long[out[2].shape().at(0)];
    long[] counting = new long[indices.length];
    int count = 0;
    for (int i = 0; i < bags.length; i++) {
      if (bags[i] < 0 || indices[i] == paddingIdx) continue;
      counting[count++] = i;
      sizes[(int) bags[i]]++;
    }
    kernels.copy(longs(bags), out[1]);
    kernels.copy(longs(sizes), out[2]);
    counting = Arrays.copyOf(counting, count);
    NdArray rows = rows(kernels, in, picked(indices, counting), counting);
    if (mode == Mode.MAX) {
      largest(kernels, rows, picked(bags, counting), picked(indices, counting), out);
      return;
    }
    kernels.fill(0, out[0]);
    kernels.put(rows, places(out[0].shape(), picked(bags, counting)), true, out[0]);
    if (mode == Mode.MEAN) divide(kernels, sizes, out[0]);
  }

  private static void requireRows(long[] indices, long rows) {
    for (int i = 0; i < indices.length; i++) {
      if (indices[i] >= 0 && indices[i] < rows) continue;
      throw TorchException.runtime(
          "Index "
              + i
              + " of input takes value "
              + indices[i]
              + " which is not in the valid range [0, "
              + rows
              + ")");
    }
  }

  /// The bag of each index.
  private long[] bags(long[] offsets, int length) {
    if (offsets.length > 0 && offsets[0] != 0) {
      throw TorchException.runtime(
          "offsets[0] has to be 0, i.e., the first sequence in the mini-batch has to start from"
              + " position 0. However, got "
              + offsets[0]);
    }
    if (offsets.length > 0 && offsets[offsets.length - 1] > length) {
      throw TorchException.runtime(
          "offsets[-1] can not be greater than input's length "
              + length
              + " but got offsets[-1] of "
              + offsets[offsets.length - 1]);
    }
    long[] bags = new long[length];
    Arrays.fill(bags, -1);
    int count = includeLastOffset ? offsets.length - 1 : offsets.length;
    for (int bag = 0; bag < count; bag++) {
      int end = bag + 1 < offsets.length ? (int) offsets[bag + 1] : length;
      for (int i = (int) offsets[bag]; i < end; i++) bags[i] = bag;
    }
    return bags;
  }

  private static long[] picked(long[] values, long[] places) {
    return Arrays.stream(places).map(place -> values[(int) place]).toArray();
  }

  private static NdArray longs(long[] values) {
    return NdArray.wrap(DType.INT64, values, Dims.of(values.length));
  }

  /// The positions of whole rows of an array of shape `from`.
  private static NdArray places(Dims from, long[] rows) {
    return IndexSelect.positions(from, 0, rows);
  }

  /// The rows of `weight` with these numbers, each times its factor.
  private static NdArray rows(KernelChain kernels, NdArray[] in, long[] numbers, long[] counting) {
    NdArray weight = in[WEIGHT];
    Dims shape = Dims.of(numbers.length, weight.shape().get(1));
    NdArray rows = NdArray.allocate(weight.dtype(), shape);
    kernels.take(weight, places(weight.shape(), numbers), rows);
    if (in[PER_SAMPLE_WEIGHTS] == null) return rows;
    NdArray factors = NdArray.allocate(weight.dtype(), Dims.of(numbers.length));
    kernels.take(in[PER_SAMPLE_WEIGHTS], longs(counting), factors);
    NdArray product = NdArray.allocate(weight.dtype(), shape);
    NdArray column = factors.view(Geometry.contiguous(Dims.of(numbers.length, 1)));
    kernels.zip(Binary.MUL.function(), rows, column, product);
    return product;
  }

  private static void divide(KernelChain kernels, long[] sizes, NdArray out) {
    long[] divisors = Arrays.stream(sizes).map(size -> Math.max(size, 1)).toArray();
    NdArray column = NdArray.wrap(DType.INT64, divisors, Dims.of(divisors.length, 1));
    NdArray sums = NdArray.allocate(out.dtype(), out.shape());
    kernels.copy(out, sums);
    kernels.zip(
        Binary.DIV.function(), sums, Pointwise.converted(kernels, column, out.dtype()), out);
  }

  private static void largest(
      KernelChain kernels, NdArray rows, long[] bags, long[] numbers, NdArray[] out) {
    double[] values = new double[Math.toIntExact(rows.numel())];
    kernels.copy(rows, NdArray.wrap(DType.FLOAT64, values, rows.shape()));
    int width = rows.shape().at(1);
    double[] best = new double[Math.toIntExact(out[0].numel())];
    long[] from = new long[best.length];
    Arrays.fill(from, -1);
    for (int i = 0; i < values.length; i++) {
      int place = (int) bags[i / width] * width + i % width;
      if (from[place] >= 0 && values[i] <= best[place]) continue;
      best[place] = values[i];
      from[place] = numbers[i / width];
    }
    kernels.copy(NdArray.wrap(DType.FLOAT64, best, out[0].shape()), out[0]);
    kernels.copy(NdArray.wrap(DType.INT64, from, out[3].shape()), out[3]);
  }

  @Override
  public void save(Saver saver) {
    saver.input("indices", INDICES);
    saver.value("mode", (long) mode.ordinal());
    saver.input("offsets", OFFSETS);
    saver.value("padding_idx", paddingIdx);
    saver.input("per_sample_weights", PER_SAMPLE_WEIGHTS);
    saver.output("result1", 1);
    saver.output("result2", 2);
    saver.output("result3", 3);
    saver.value("scale_grad_by_freq", scaleGradByFreq);
    saver.value("sparse", false);
    saver.inputIf(saver.needs(PER_SAMPLE_WEIGHTS), "weight", WEIGHT);
    saver.value("weight_sym_argsize_0", saver.spec(WEIGHT).shape().get(0));
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    Dims shape = saved.spec(input).shape();
    if (g.device() == Device.META) return Tensor.zeros(g.dtype(), Device.META, shape);
    if (input == WEIGHT && mode == Mode.MAX) return ofLargest(g, shape, saved.tensor("result3"));
    Tensor indices = saved.tensor("indices");
    Tensor rows = g.indexSelect(0, saved.tensor("result1").clamp(0, null));
    rows = rows.mul(shares(indices, saved).to(g.dtype()));
    if (input == PER_SAMPLE_WEIGHTS) {
      return rows.mul(saved.tensor("weight").indexSelect(0, indices)).sum(Dims.of(1), false);
    }
    Tensor factors = saved.tensor("per_sample_weights");
    if (factors != null) rows = rows.mul(factors.unsqueeze(1));
    return Tensor.zeros(g.dtype(), g.device(), shape).indexAdd(0, indices, rows, 1);
  }

  private static Tensor ofLargest(Tensor g, Dims shape, Tensor from) {
    Tensor none = Tensor.zeros(g.dtype(), g.device(), shape);
    Tensor counted = g.maskedFill(from.lt(0), 0);
    return none.scatterAdd(0, from.clamp(0, null), counted);
  }

  /// What the gradient of a bag counts for each of its rows: 1, 0 for padding, less in a mean and
  /// for frequent rows. One column.
  private Tensor shares(Tensor indices, Saved saved) {
    long[] numbers = indices.toLongArray();
    long[] bags = saved.tensor("result1").toLongArray();
    long[] sizes = saved.tensor("result2").toLongArray();
    int[] counts = new int[(int) saved.spec(WEIGHT).shape().get(0)];
    for (long number : numbers) counts[(int) number]++;
    double[] shares = new double[numbers.length];
    for (int i = 0; i < shares.length; i++) {
      if (bags[i] < 0 || numbers[i] == paddingIdx) continue;
      shares[i] = mode == Mode.MEAN ? 1.0 / sizes[(int) bags[i]] : 1;
      if (scaleGradByFreq) shares[i] /= counts[(int) numbers[i]];
    }
    return Tensor.of(NdArray.wrap(DType.FLOAT64, shares, Dims.of(shares.length, 1)));
  }
}
