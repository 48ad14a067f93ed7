package dev.gradfn.nn;

import dev.gradfn.autograd.MatrixProducts;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Dims;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The weights of an attention with several heads.
///
/// @param packed projections of query, key and value, `[3 · e, e]`; null: they are apart
/// @param query `[e, e]`, `key` `[e, kdim]`, `value` `[e, vdim]`; null: they are packed
/// @param bias of the three projections, `[3 · e]`, or null
/// @param biasKey one more key `[1, 1, e]`, or null; `biasValue` its value
/// @param out of the last projection, `[e, e]`
/// @param outBias `[e]`, or null
public record AttentionWeights(
    Tensor packed,
    Tensor query,
    Tensor key,
    Tensor value,
    Tensor bias,
    Tensor biasKey,
    Tensor biasValue,
    Tensor out,
    Tensor outBias) {

  /// Query, key and value, each times its weights. Where the inputs are the same object, so is the
  /// product.
  List<Tensor> projected(Tensor q, Tensor k, Tensor v) {
    if (packed == null || k != v) return apart(q, k, v);
    long e = q.shape().get(-1);
    if (q == k) return parts(MatrixProducts.linear(q, packed, bias), 3, e);
    Dims sizes = Dims.of(e, 2 * e);
    List<Tensor> weights = packed.split(sizes, 0);
    List<Tensor> biases = bias == null ? Arrays.asList(null, null) : bias.split(sizes, 0);
    List<Tensor> all = new ArrayList<>();
    all.add(MatrixProducts.linear(q, weights.get(0), biases.get(0)));
    all.addAll(parts(MatrixProducts.linear(k, weights.get(1), biases.get(1)), 2, e));
    return all;
  }

  private List<Tensor> apart(Tensor q, Tensor k, Tensor v) {
    List<Tensor> weights = packed == null ? List.of(query, key, value) : packed.chunk(3, 0);
    List<Tensor> biases = bias == null ? Arrays.asList(null, null, null) : bias.chunk(3, 0);
    return List.of(
        MatrixProducts.linear(q, weights.get(0), biases.get(0)),
        MatrixProducts.linear(k, weights.get(1), biases.get(1)),
        MatrixProducts.linear(v, weights.get(2), biases.get(2)));
  }

  private static List<Tensor> parts(Tensor product, int count, long e) {
    Tensor all =
        product
            .unflatten(-1, Dims.of(count, e))
            .unsqueeze(0)
            .transpose(0, -2)
            .squeeze(-2)
            .contiguous();
    List<Tensor> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) parts.add(all.select(0, i));
    return parts;
  }
}
