package dev.gradfn.nn;

import dev.gradfn.autograd.MatrixProducts;
import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.op.FlashAttention;
import dev.gradfn.op.Softmax;
import dev.gradfn.op.WithNumber;

/// `torch.nn.functional.scaled_dot_product_attention`: `softmax(query keyᵀ · scale + mask) value`.
///
/// As in PyTorch, one node for all where the flash kernel takes the inputs, else the single steps.
public final class Attention {
  private static final ThreadLocal<Boolean> MATH_ONLY = ThreadLocal.withInitial(() -> false);

  private Attention() {}

  /// Ends a choice of kernels.
  public interface KernelChoice extends AutoCloseable {
    @Override
    void close();
  }

  /// `sdpa_kernel(SDPBackend.MATH)`: single steps only, on this thread, until closed.
  public static KernelChoice mathOnly() {
    boolean before = MATH_ONLY.get();
    MATH_ONLY.set(true);
    return () -> MATH_ONLY.set(before);
  }

  /// @param query `[…, length, e]`
  /// @param key `[…, source length, e]`
  /// @param value `[…, source length, ev]`
  /// @param mask true where attention is allowed, or numbers to add; null: none
  /// @param isCausal whether a query sees only the keys up to its own place; instead of a mask
  /// @param scale null: `1/√e`
  /// @param grouped whether a head of keys and values may serve several heads of queries
  public static Tensor scaledDotProduct(
      Tensor query,
      Tensor key,
      Tensor value,
      Tensor mask,
      double dropout,
      boolean isCausal,
      Double scale,
      boolean grouped) {
    requireValid(query, key, value, mask, isCausal);
    boolean truths = mask != null && mask.dtype() == DType.BOOL;
    Tensor bias = truths ? FlashAttention.additive(mask, query.dtype()) : mask;
    if (flashTakes(query, key, value, bias, dropout)) {
      FlashAttention op = new FlashAttention(dropout, isCausal, scale);
      return Operations.applyAll(op, query, key, value, bias)[0];
    }
    return steps(query, key, value, bias, dropout, isCausal, scale, grouped);
  }

  private static void requireValid(
      Tensor query, Tensor key, Tensor value, Tensor mask, boolean isCausal) {
    if (query.dtype() != key.dtype() || query.dtype() != value.dtype()) {
      throw TorchException.runtime(
          "Expected query, key, and value to have the same dtype, but got query.dtype: "
              + query.dtype().cppName()
              + " key.dtype: "
              + key.dtype().cppName()
              + " and value.dtype: "
              + value.dtype().cppName()
              + " instead.");
    }
    if (query.dim() < 2 || key.dim() < 2 || value.dim() < 2) {
      throw TorchException.runtime(
          "Expected query, key, and value to all be  at least 2 dimensional, but got query.dim: "
              + query.dim()
              + " key.dim: "
              + key.dim()
              + " and value.dim: "
              + value.dim()
              + " instead.");
    }
    if (mask != null && isCausal) {
      throw TorchException.runtime(
          "_scaled_dot_product_attention: Explicit attn_mask should not be set when"
              + " is_causal=True");
    }
  }

  /// PyTorch's conditions on the processor.
  private static boolean flashTakes(
      Tensor query, Tensor key, Tensor value, Tensor mask, double dropout) {
    if (MATH_ONLY.get() || dropout > 0) return false;
    if (query.dim() != 4 || key.dim() != 4 || value.dim() != 4) return false;
    Dims shape = query.shape();
    for (int i : new int[] {0, 1, 3}) {
      long size = shape.get(i);
      if (key.shape().get(i) != size || value.shape().get(i) != size) return false;
    }
    for (Tensor x : new Tensor[] {query, key, value}) {
      if (x.numel() == 0 || x.strides().get(3) != 1) return false;
    }
    if (mask == null) return true;
    return !mask.requiresGrad() && (mask.dim() == 2 || mask.dim() == 4);
  }

  private static Tensor steps(
      Tensor query,
      Tensor key,
      Tensor value,
      Tensor mask,
      double dropout,
      boolean isCausal,
      Double scale,
      boolean grouped) {
    DType given = query.dtype();
    DType type = given == DType.FLOAT64 ? given : DType.FLOAT32;
    double factor = scale != null ? scale : 1 / Math.sqrt(query.shape().get(-1));
    double root = Math.sqrt(Math.abs(factor));
    Tensor scaled = WithNumber.mul(query.to(type), factor < 0 ? -root : root);
    Tensor bias = isCausal ? FlashAttention.causal(scaled, key) : mask;
    long heads = query.dim() > 2 ? query.shape().get(-3) : 1;
    Tensor keys = repeated(key.to(type), heads, grouped);
    Tensor values = repeated(value.to(type), heads, grouped);
    Tensor columns = WithNumber.mul(keys.transpose(-2, -1), root);
    Tensor scores = MatrixProducts.matmul(scaled, columns);
    if (bias != null) scores = scores.add(bias.to(type));
    Tensor weights = Operations.apply(new Softmax(Softmax.Kind.SAFE, -1), scores);
    Tensor kept = F.dropout(weights, dropout, true, false);
    return MatrixProducts.matmul(kept, values).to(given);
  }

  /// Each head as often as the queries need it.
  private static Tensor repeated(Tensor x, long heads, boolean grouped) {
    if (!grouped || x.shape().get(-3) == heads) return x;
    return x.repeatInterleave(heads / x.shape().get(-3), x.dim() - 3);
  }
}
