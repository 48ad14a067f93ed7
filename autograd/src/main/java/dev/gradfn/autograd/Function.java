package dev.gradfn.autograd;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// `torch.autograd.Function`: an operation with a derivative of its own.
///
/// ```java
/// class Cube extends Function {
///   protected Tensor[] forward(Context ctx, Tensor... inputs) {
///     ctx.saveForBackward(inputs[0]);
///     return new Tensor[] {inputs[0].pow(3)};
///   }
///
///   protected Tensor[] backward(Context ctx, Tensor... gradients) {
///     Tensor x = ctx.savedTensors().getFirst();
///     return new Tensor[] {gradients[0].mul(x.pow(2)).mul(3)};
///   }
/// }
///
/// Tensor y = new Cube().apply(x);   // grad_fn=<CubeBackward>
/// ```
///
/// What is no tensor (an exponent, a mode) is a field of the subclass.
public abstract class Function {
  /// What one call hands from forward to backward.
  public static final class Context {
    private final boolean[] needsInputGrad;
    private final Map<String, Object> values = new HashMap<>();
    private List<Tensor> toSave = List.of();
    private List<Tensor> dirty = List.of();
    private List<Tensor> nonDifferentiable = List.of();
    private boolean materializesGrads = true;
    private FunctionNode node;

    Context(Tensor[] inputs) {
      needsInputGrad = new boolean[inputs.length];
      for (int i = 0; i < inputs.length; i++) {
        needsInputGrad[i] = inputs[i] != null && inputs[i].requiresGrad();
      }
    }

    /// Whether input `i` requires grad.
    public boolean needsInputGrad(int i) {
      return needsInputGrad[i];
    }

    public int inputCount() {
      return needsInputGrad.length;
    }

    /// Keeps inputs, results or other tensors (null too) for backward, with the check that nobody
    /// changed them meanwhile. The last call counts.
    public void saveForBackward(Tensor... tensors) {
      toSave = Arrays.asList(tensors.clone());
    }

    /// What was saved.
    ///
    /// @throws TorchException if an earlier backward freed it, or a tensor was changed in place
    public List<Tensor> savedTensors() {
      return node == null ? toSave : node.savedTensors();
    }

    /// Says which inputs forward changed in place; they must be results too.
    public void markDirty(Tensor... inputs) {
      dirty = List.of(inputs);
    }

    /// Says which results have no gradient.
    public void markNonDifferentiable(Tensor... outputs) {
      nonDifferentiable = List.of(outputs);
    }

    /// Whether backward gets zeros for results that no gradient arrived at (the default), or null.
    public void setMaterializeGrads(boolean value) {
      materializesGrads = value;
    }

    /// Anything else that backward needs, by name.
    public Map<String, Object> values() {
      return values;
    }

    List<Tensor> toSave() {
      return toSave;
    }

    List<Tensor> dirty() {
      return dirty;
    }

    List<Tensor> nonDifferentiable() {
      return nonDifferentiable;
    }

    boolean materializesGrads() {
      return materializesGrads;
    }

    void setNode(FunctionNode node) {
      this.node = node;
    }
  }

  /// Computes the results; nothing in here is recorded.
  ///
  /// @param inputs null for an optional one that is not given
  protected abstract Tensor[] forward(Context ctx, Tensor... inputs);

  /// Computes the gradients; recorded if a graph is being created.
  ///
  /// @param gradients one per result
  /// @return one per input, null where there is none; more nulls do no harm
  protected Tensor[] backward(Context ctx, Tensor... gradients) {
    throw TorchException.notImplemented(
        "You must implement either the backward or vjp method for your custom autograd.Function to"
            + " use it with backward mode AD.");
  }

  /// The class name; its node is called after it.
  protected String typeName() {
    return getClass().getSimpleName();
  }

  /// The first result.
  public final Tensor apply(Tensor... inputs) {
    return applyAll(inputs)[0];
  }

  /// Runs forward and records this function.
  public final Tensor[] applyAll(Tensor... inputs) {
    Context ctx = new Context(inputs);
    boolean records = Operations.records(inputs);
    FunctionNode node = records ? new FunctionNode(this, ctx, inputs) : null;
    Tensor[] outputs = Autograd.noGrad(() -> forward(ctx, inputs.clone()));
    return new FunctionResults(ctx, node, inputs).wrap(outputs);
  }
}
