package dev.gradfn.autograd;

import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.core.Dims;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A `grad_fn`: one recorded operation, seen from backward. It takes the gradients of the
/// operation's outputs and gives those of its inputs.
///
/// Nodes have identity: two are equal only if they are the same object, so they serve as map keys.
public abstract sealed class Node
    permits OpNode, FormulaNode, FunctionNode, CopySlices, AccumulateGrad {
  /// Of an output of the recorded operation, which is an input of this node.
  public record InputMetadata(Dims shape, DType dtype, Device device) {
    static InputMetadata of(Tensor tensor) {
      return new InputMetadata(tensor.shape(), tensor.dtype(), tensor.device());
    }
  }

  /// What few nodes have, so that the others stay small.
  private static final class Extras {
    final NodeHooks hooks = new NodeHooks();
    final Map<String, Object> metadata = new LinkedHashMap<>();
    Object peer;
  }

  private final List<Edge> next;
  private long sequenceNr;
  private List<InputMetadata> inputs;
  private Extras extras;

  Node(long sequenceNr, List<Edge> next, List<InputMetadata> inputs) {
    this.sequenceNr = sequenceNr;
    this.next = next;
    this.inputs = inputs;
    Anomaly.remember(this);
  }

  /// PyTorch's `name()`: `MulBackward0`, `torch::autograd::AccumulateGrad`.
  public String name() {
    return typeName();
  }

  /// PyTorch's `type(node).__name__`: `MulBackward0`, `AccumulateGrad`.
  public abstract String typeName();

  /// The word that PyTorch's error messages use: `Mul` of `MulBackward0`.
  public String forwardName() {
    return name();
  }

  /// One edge per tensor argument of the operation, in order; [Edge#NONE] where no gradient is
  /// needed.
  public List<Edge> nextFunctions() {
    return next;
  }

  /// Creation order within a thread. Backward runs the ready node with the highest number first.
  public long sequenceNr() {
    return sequenceNr;
  }

  /// Changes when backward runs this node, among those that are ready.
  public void setSequenceNr(long number) {
    sequenceNr = number;
  }

  /// One entry per output of the recorded operation.
  public List<InputMetadata> inputMetadata() {
    return inputs;
  }

  void setInputMetadata(List<InputMetadata> outputs) {
    inputs = outputs;
  }

  /// The saved fields by PyTorch's names, without `_saved_`: tensors, numbers, lists, or null.
  ///
  /// @throws TorchException if they were freed by an earlier backward
  public Map<String, Object> saved() {
    return Map.of();
  }

  /// Runs this node by hand, without hooks: PyTorch's `node(*gradients)`.
  ///
  /// @param gradients one per output of the recorded operation; null where there is none
  /// @return one per edge; empty for [AccumulateGrad], which adds the gradient to its leaf
  public List<Tensor> call(Tensor... gradients) {
    return Collections.unmodifiableList(Arrays.asList(apply(gradients)));
  }

  /// Gradients of the operation's inputs; entries are null where none is needed or none arrived.
  ///
  /// @param gradients one per output, null where none arrived
  abstract Tensor[] apply(Tensor[] gradients);

  /// The same for a run of backward that wants some gradients only.
  ///
  /// @param wanted per edge; null: all that are defined
  Tensor[] apply(Tensor[] gradients, boolean[] wanted) {
    return apply(gradients);
  }

  /// Gives up the saved tensors; a later [#apply] that needs them fails.
  void release() {}

  static TorchException freedError() {
    return TorchException.runtime(
        "Trying to backward through the graph a second time (or directly access saved tensors after"
            + " they have already been freed). Saved intermediate values of the graph are freed"
            + " when you call .backward() or autograd.grad(). Specify retain_graph=True if you need"
            + " to backward through the graph a second time or if you need to access saved tensors"
            + " after calling backward.");
  }

  /// Whether `result` is memory that this node made just now and nobody else knows.
  boolean owns(Tensor result, Tensor[] gradients) {
    return false;
  }

  // ---- hooks ---------------------------------------------------------------------------------

  /// `hook` runs each time before backward runs this node, after the hooks of tensors.
  public Handle registerPreHook(NodePreHook hook) {
    return extras().hooks.before().add(hook);
  }

  /// `hook` runs each time after backward ran this node.
  public Handle registerHook(NodeHook hook) {
    return extras().hooks.after().add(hook);
  }

  NodeHooks makeHooks() {
    return extras().hooks;
  }

  /// Null for most nodes.
  NodeHooks hooks() {
    return extras == null ? null : extras.hooks;
  }

  private Extras extras() {
    if (extras == null) extras = new Extras();
    return extras;
  }

  // ---- what others keep here -----------------------------------------------------------------

  /// Notes by name. Anomaly mode leaves `traceback_` and `parent_`.
  public Map<String, Object> metadata() {
    return extras().metadata;
  }

  /// Whatever stands for this object in another language: Python's layer keeps its object here, so
  /// that identity, dictionary keys and own attributes follow.
  public Object peer() {
    return extras == null ? null : extras.peer;
  }

  public void setPeer(Object peer) {
    extras().peer = peer;
  }

  /// As Python prints it: `<MulBackward0 object at 0x7f3a2c01>`.
  @Override
  public String toString() {
    return "<" + typeName() + " object at 0x" + Integer.toHexString(hashCode()) + ">";
  }
}
