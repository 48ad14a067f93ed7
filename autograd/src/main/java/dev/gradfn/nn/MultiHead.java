package dev.gradfn.nn;

import dev.gradfn.autograd.MatrixProducts;
import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Shapes;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.op.Mean;
import dev.gradfn.op.Softmax;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Attention with several heads: `torch.nn.functional.multi_head_attention_forward`.
///
/// @param addZero whether there is one more source of zeros
/// @param dropout of the weights of attention; 0 in evaluation
public record MultiHead(int heads, AttentionWeights weights, boolean addZero, double dropout) {

  /// One call.
  ///
  /// @param query `[l, n, e]` or `[l, e]`
  /// @param key `[s, n, kdim]` or `[s, kdim]`
  /// @param keyPadding `[n, s]` or `[s]`: keys that nobody sees; or null
  /// @param mask `[l, s]` or `[n · heads, l, s]`; or null
  /// @param isCausal a hint that `mask` is the causal one
  public record Call(
      Tensor query,
      Tensor key,
      Tensor value,
      Tensor keyPadding,
      Tensor mask,
      boolean needWeights,
      boolean averageWeights,
      boolean isCausal) {

    private Call asBatch() {
      if (query.dim() == 3) return this;
      Tensor k = key.unsqueeze(1);
      return new Call(
          query.unsqueeze(1),
          k,
          value.unsqueeze(1),
          keyPadding == null ? null : keyPadding.unsqueeze(0),
          mask,
          needWeights,
          averageWeights,
          isCausal);
    }
  }

  /// The output `[l, n, e]` and the weights of attention, null where they are not needed.
  ///
  /// @param embedDim what the query's last size must be
  public List<Tensor> run(Call call, int embedDim) {
    checkRanks(call);
    boolean batched = call.query().dim() == 3;
    List<Tensor> results = new Pass(call.asBatch(), embedDim).results();
    if (batched) return results;
    Tensor weights = results.get(1);
    return Arrays.asList(results.get(0).squeeze(1), weights == null ? null : weights.squeeze(0));
  }

  private static void checkRanks(Call call) {
    int rank = call.query().dim();
    if (rank != 2 && rank != 3) {
      throw AttentionMask.assertion(
          "query should be unbatched 2D or batched 3D tensor but received "
              + rank
              + "-D query tensor");
    }
    if (call.key().dim() == rank && call.value().dim() == rank) return;
    throw AttentionMask.assertion(
        "For "
            + (rank == 3 ? "batched (3-D)" : "unbatched (2-D)")
            + " `query`, expected `key` and `value` to be "
            + rank
            + "-D but found "
            + call.key().dim()
            + "-D and "
            + call.value().dim()
            + "-D tensors respectively");
  }

  /// One pass over a batch.
  private final class Pass {
    private final Call call;
    private final long targets;
    private final long batch;
    private final long embed;
    private final long headSize;
    private boolean causal;
    private Tensor mask;
    private Tensor padding;

    Pass(Call call, int embedDim) {
      this.call = call;
      targets = call.query().shape().get(0);
      batch = call.query().shape().get(1);
      embed = call.query().shape().get(2);
      causal = call.isCausal();
      prepareMasks();
      checkSizes(embedDim);
      headSize = embed / heads;
    }

    private void prepareMasks() {
      DType dtype = call.query().dtype();
      padding =
          AttentionMask.canonical(
              call.keyPadding(), "key_padding_mask", call.mask(), "attn_mask", dtype);
      if (causal && call.mask() == null) {
        throw TorchException.runtime(
            "Need attn_mask if specifying the is_causal hint. You may use the Transformer module"
                + " method `generate_square_subsequent_mask` to create this mask.");
      }
      // The hint stands for the mask where nothing else has to be hidden.
      if (causal && padding == null && !call.needWeights()) return;
      mask = AttentionMask.canonical(call.mask(), "attn_mask", null, "", dtype);
      if (padding != null) causal = false;
    }

    private void checkSizes(int embedDim) {
      if (embed != embedDim) {
        throw AttentionMask.assertion(
            "was expecting embedding dimension of " + embedDim + ", but got " + embed);
      }
      if (embed % heads != 0) {
        throw AttentionMask.assertion(
            "embed_dim " + embed + " not divisible by num_heads " + heads);
      }
      Dims key = call.key().shape();
      Dims value = call.value().shape();
      if (weights.packed() != null && !key.equals(value)) {
        throw AttentionMask.assertion(
            "key shape torch.Size("
                + key
                + ") does not match value shape torch.Size("
                + value
                + ")");
      }
      if (!key.slice(0, 2).equals(value.slice(0, 2))) {
        throw AttentionMask.assertion(
            "key's sequence and batch dims torch.Size("
                + key.slice(0, 2)
                + ") do not match value's torch.Size("
                + value.slice(0, 2)
                + ")");
      }
    }

    List<Tensor> results() {
      List<Tensor> projected = weights.projected(call.query(), call.key(), call.value());
      Tensor k = projected.get(1);
      Tensor v = projected.get(2);
      shapeMask(k.shape().get(0));
      if (weights.biasKey() != null) {
        k = Shapes.cat(List.of(k, weights.biasKey().repeat(Dims.of(1, batch, 1))), 0);
        v = Shapes.cat(List.of(v, weights.biasValue().repeat(Dims.of(1, batch, 1))), 0);
        maskOneMore();
      }
      Tensor q = byHead(projected.get(0));
      k = byHead(k);
      v = byHead(v);
      if (addZero) {
        k = withZeros(k);
        v = withZeros(v);
        maskOneMore();
      }
      mergePadding(k.shape().get(1));
      return call.needWeights() ? withWeights(q, k, v) : withoutWeights(q, k, v);
    }

    private void shapeMask(long sources) {
      if (mask == null) return;
      int rank = mask.dim();
      if (rank != 2 && rank != 3) {
        throw TorchException.runtime("attn_mask's dimension " + rank + " is not supported");
      }
      Dims expected =
          rank == 2 ? Dims.of(targets, sources) : Dims.of(batch * heads, targets, sources);
      if (!mask.shape().equals(expected)) {
        throw TorchException.runtime(
            "The shape of the "
                + rank
                + "D attn_mask is torch.Size("
                + mask.shape()
                + "), but should be "
                + Repr.tuple(expected)
                + ".");
      }
      if (rank == 2) mask = mask.unsqueeze(0);
    }

    private void maskOneMore() {
      mask = AttentionMask.withOneMore(mask);
      padding = AttentionMask.withOneMore(padding);
    }

    private Tensor byHead(Tensor x) {
      return x.view(x.shape().get(0), batch * heads, headSize).transpose(0, 1);
    }

    private Tensor withZeros(Tensor x) {
      Dims shape = Dims.of(batch * heads, 1, headSize);
      return Shapes.cat(List.of(x, Tensor.zeros(x.dtype(), x.device(), shape)), 1);
    }

    private void mergePadding(long sources) {
      if (padding == null) return;
      Tensor all =
          padding
              .view(batch, 1, 1, sources)
              .expand(Dims.of(-1, heads, -1, -1))
              .reshape(batch * heads, 1, sources);
      mask = mask == null ? all : mask.add(all);
    }

    private List<Tensor> withWeights(Tensor q, Tensor k, Tensor v) {
      Tensor scaled = q.mul(Math.sqrt(1.0 / embedPerHead(q)));
      Tensor transposed = k.transpose(-2, -1);
      Tensor scores =
          mask == null
              ? MatrixProducts.bmm(scaled, transposed)
              : (Tensor) Functional.call("baddbmm", List.of(mask, scaled, transposed), Map.of());
      Tensor attention = Operations.apply(new Softmax(Softmax.Kind.PLAIN, -1), scores);
      if (dropout > 0) attention = dropped(attention);
      Tensor seen = MatrixProducts.bmm(attention, v).transpose(0, 1);
      long sources = k.shape().get(1);
      Tensor perHead = attention.view(batch, heads, targets, sources);
      Tensor mean = call.averageWeights() ? mean(perHead) : perHead;
      return List.of(out(seen), mean);
    }

    private static double embedPerHead(Tensor q) {
      return q.shape().get(2);
    }

    private static Tensor mean(Tensor perHead) {
      return Operations.apply(new Mean(Dims.of(1), false, null), perHead);
    }

    private Tensor dropped(Tensor attention) {
      return (Tensor)
          Functional.call(
              "nn.functional.dropout", List.of(attention), Map.of("p", dropout, "training", true));
    }

    private List<Tensor> withoutWeights(Tensor q, Tensor k, Tensor v) {
      long sources = k.shape().get(1);
      Tensor shown = mask;
      if (mask != null) {
        shown = mask.shape().get(0) == 1 ? mask.unsqueeze(0) : mask.view(batch, heads, -1, sources);
      }
      Tensor seen =
          Attention.scaledDotProduct(
              q.view(batch, heads, targets, headSize),
              k.view(batch, heads, sources, headSize),
              v.view(batch, heads, sources, headSize),
              shown,
              dropout,
              causal,
              null,
              false);
      return Arrays.asList(out(seen.permute(2, 0, 1, 3)), null);
    }

    private Tensor out(Tensor seen) {
      Tensor rows = seen.reshape(targets * batch, embed);
      Tensor projected = MatrixProducts.linear(rows, weights.out(), weights.outBias());
      return projected.view(targets, batch, projected.shape().get(1));
    }
  }
}
