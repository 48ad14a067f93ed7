package dev.gradfn.op;

import dev.gradfn.autograd.MatrixProducts;
import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// Attention as one node: aten's `_scaled_dot_product_flash_attention_for_cpu`. Inputs: query, key,
/// value `[n, heads, length, e]`, mask (added to the scores, broadcast, or null). Results: the
/// output, and the logarithm of each row's sum of exponentials.
///
/// The name is PyTorch's; the scores are held in memory here.
///
/// @param dropoutP always 0: PyTorch takes other kernels for dropout
/// @param scale null: `1/√e`
public record FlashAttention(double dropoutP, boolean isCausal, Double scale) implements Linalg {
  @Override
  public String nodeName() {
    return "ScaledDotProductFlashAttentionForCpuBackward0";
  }

  @Override
  public int edgeCount(int inputs) {
    return 3;
  }

  @Override
  public boolean isDifferentiable(int output) {
    return output == 0;
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    Dims shape = inputs[0].shape();
    Geometry rows = Geometry.contiguous(shape.slice(0, 3));
    Dims likeQuery = Clone.preserved(inputs[0].geometry());
    return new Result[] {
      Result.fresh(new ArraySpec(inputs[0].dtype(), Geometry.of(shape, likeQuery))),
      Result.fresh(new ArraySpec(Linalg.computing(inputs[0].dtype()), rows))
    };
  }

  private double factor(Dims query) {
    return scale != null ? scale : 1 / Math.sqrt(query.get(-1));
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    DType type = Linalg.computing(in[0].dtype());
    NdArray query = matrices(kernels, in[0], type);
    NdArray key = matrices(kernels, in[1], type);
    NdArray value = matrices(kernels, in[2], type);
    NdArray keyColumns = key.view(key.geometry().permute(0, 2, 1));
    long rows = in[0].shape().get(2);
    long columns = in[1].shape().get(2);
    NdArray products = NdArray.allocate(type, Dims.of(query.shape().get(0), rows, columns));
    kernels.matmul(query, keyColumns, products);
    double[] scores = ElementLoop.read(kernels, products);
    double factor = factor(in[0].shape());
    for (int i = 0; i < scores.length; i++) scores[i] *= factor;
    mask(kernels, in, scores);
    double[] logSums = normalise(scores, Math.toIntExact(columns));
    ElementLoop.write(kernels, scores, products);
    NdArray result = NdArray.allocate(type, query.shape());
    kernels.matmul(products, value, result);
    kernels.copy(result.view(Geometry.contiguous(out[0].shape())), out[0]);
    ElementLoop.write(kernels, logSums, out[1]);
  }

  /// All heads of all samples as a batch of matrices.
  private static NdArray matrices(KernelChain kernels, NdArray x, DType type) {
    NdArray copy = NdArray.allocate(type, x.shape());
    kernels.copy(x, copy);
    Dims shape = x.shape();
    Dims flat = Dims.of(shape.get(0) * shape.get(1), shape.get(2), shape.get(3));
    return copy.view(Geometry.contiguous(flat));
  }

  private void mask(KernelChain kernels, NdArray[] in, double[] scores) {
    int rows = in[0].shape().at(2);
    int columns = in[1].shape().at(2);
    if (in[3] != null) {
      Dims shape = in[0].shape().with(3, columns);
      double[] mask = ElementLoop.read(kernels, in[3], shape);
      for (int i = 0; i < scores.length; i++) scores[i] += mask[i];
    }
    for (int i = 0; isCausal && i < scores.length; i++) {
      boolean future = i % columns > i / columns % rows;
      if (future) scores[i] = Double.NEGATIVE_INFINITY;
    }
  }

  /// Softmax of each row in place; zeros where nothing may be attended to.
  private static double[] normalise(double[] scores, int columns) {
    double[] logSums = new double[scores.length / columns];
    for (int row = 0; row < logSums.length; row++) {
      int from = row * columns;
      double max = Double.NEGATIVE_INFINITY;
      for (int i = from; i < from + columns; i++) max = Math.max(max, scores[i]);
      if (max == Double.NEGATIVE_INFINITY) max = 0;
      double sum = 0;
      for (int i = from; i < from + columns; i++) sum += scores[i] = Math.exp(scores[i] - max);
      for (int i = from; sum > 0 && i < from + columns; i++) scores[i] /= sum;
      logSums[row] = max + Math.log(sum);
    }
    return logSums;
  }

  @Override
  public void save(Saver saver) {
    saver.input("attn_mask", 3);
    saver.value("dropout_p", dropoutP);
    saver.value("is_causal", isCausal);
    saver.input("key", 1);
    saver.output("logsumexp", 1);
    saver.output("output", 0);
    saver.input("query", 0);
    saver.value("scale", scale);
    saver.input("value", 2);
  }

  /// The weights are computed anew from the inputs, so that the formula can itself be derived.
  @Override
  public Tensor[] gradients(Tensor[] g, Saved saved) {
    Tensor[] gradients = new Tensor[saved.inputCount()];
    if (g[0] == null) return gradients;
    Tensor query = saved.tensor("query");
    Tensor key = saved.tensor("key");
    Tensor value = saved.tensor("value");
    double factor = factor(query.shape());
    Tensor weights = weights(query, key, saved.tensor("attn_mask"), factor);
    if (saved.needs(2)) gradients[2] = MatrixProducts.matmul(weights.transpose(-2, -1), g[0]);
    if (!saved.needs(0) && !saved.needs(1)) return gradients;
    Tensor byWeight = MatrixProducts.matmul(g[0], value.transpose(-2, -1));
    Tensor mean = g[0].mul(saved.tensor("output")).sum(Dims.of(-1), true);
    Tensor byScore = weights.mul(byWeight.sub(mean)).mul(factor);
    if (saved.needs(0)) gradients[0] = MatrixProducts.matmul(byScore, key);
    if (saved.needs(1)) gradients[1] = MatrixProducts.matmul(byScore.transpose(-2, -1), query);
    return gradients;
  }

  private Tensor weights(Tensor query, Tensor key, Tensor mask, double factor) {
    Tensor scores = MatrixProducts.matmul(query, key.transpose(-2, -1)).mul(factor);
    if (mask != null) scores = scores.add(mask);
    if (isCausal) scores = scores.add(causal(query, key));
    return Operations.apply(new Softmax(Softmax.Kind.SAFE, -1), scores);
  }

  /// 0 where a query may look at a key, −∞ at keys behind it.
  public static Tensor causal(Tensor query, Tensor key) {
    Dims shape = Dims.of(query.shape().get(-2), key.shape().get(-2));
    Tensor allowed = Tensor.ones(DType.BOOL, query.device(), shape).tril(0);
    return additive(allowed, query.dtype());
  }

  /// A mask of truths as one to add.
  public static Tensor additive(Tensor allowed, DType dtype) {
    Tensor zero = Tensor.zeros(dtype, allowed.device(), Dims.of());
    Tensor infinite = Tensor.full(dtype, allowed.device(), Dims.of(), Double.NEGATIVE_INFINITY);
    return Operations.apply(Where.WHERE, zero, infinite, allowed);
  }
}
