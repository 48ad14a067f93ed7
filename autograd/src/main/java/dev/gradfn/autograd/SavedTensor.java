package dev.gradfn.autograd;

import dev.gradfn.core.Storage;

/// A tensor that a node keeps, and the version it must still have when it is read. PyTorch's
/// `_raw_saved_…`.
public final class SavedTensor {
  private enum Kind {
    /// An argument of the operation: the very tensor comes back.
    INPUT,
    /// A result of the node itself: what comes back shows the same memory and hangs on the node.
    /// Keeping the result as it is would let a later change of its history reach this node.
    OUTPUT
  }

  private final Kind kind;
  private final boolean wasLeaf;
  private final boolean requiredGrad;
  private final int version;

  /// What the unpacked tensor hangs on: for an output this node; for an input, whose own tensor
  /// knows it, only set when hooks take that tensor away. Null where no gradient is needed.
  private Edge history;

  private Tensor tensor;
  private SavedTensorHooks hooks;
  private Object packed;
  private boolean freed;

  /// Whether nobody else can reach the tensor: its memory goes back with it.
  private boolean sole;

  private SavedTensor(Kind kind, Tensor tensor, Edge history) {
    this.kind = kind;
    this.tensor = tensor;
    this.history = history;
    this.version = tensor.version();
    this.wasLeaf = kind == Kind.INPUT && tensor.isLeaf();
    this.requiredGrad = kind == Kind.OUTPUT || tensor.requiresGrad();
    SavedTensorHooks inForce = SavedTensorHooks.current();
    // A number of the program is no tensor that hooks would care for.
    if (inForce != null && !tensor.isWrappedNumber()) pack(inForce);
  }

  /// @throws TorchException for a tensor of inference mode
  static SavedTensor input(Tensor tensor) {
    requireNormal(tensor);
    return new SavedTensor(Kind.INPUT, tensor, null);
  }

  static SavedTensor output(Tensor tensor, Edge history) {
    requireNormal(tensor);
    return new SavedTensor(Kind.OUTPUT, tensor.detach(), history);
  }

  private static void requireNormal(Tensor tensor) {
    if (!tensor.isInference()) return;
    throw TorchException.runtime(
        "Inference tensors cannot be saved for backward. Please do not use Tensors created in"
            + " inference mode in computation tracked by autograd. To work around this, you can"
            + " make a clone to get a normal tensor and use it in autograd, or use"
            + " `torch.no_grad()` instead of `torch.inference_mode()`.");
  }

  /// Hands this one tensor to a pair of hooks; `pack` is called at once.
  ///
  /// @throws TorchException if it has hooks, or was freed
  public void registerHooks(SavedTensorHooks pair) {
    if (freed) {
      throw TorchException.runtime(
          "Calling register_hooks on a saved tensor after it has been freed. Saved intermediate"
              + " values of the graph are freed when you call .backward() or autograd.grad()."
              + " Specify retain_graph=True if you need to backward through the graph a second"
              + " time or if you need to access saved variables after calling backward.");
    }
    if (hooks != null) {
      throw TorchException.runtime(
          "Calling register_hooks on a saved tensor whose hooks have already been set. Hint: only"
              + " one pair of hooks is allowed at a time.");
    }
    requireUnchanged();
    pack(pair);
  }

  private void pack(SavedTensorHooks pair) {
    packed = pair.packed(tensor);
    hooks = pair;
    sole = false;
    if (kind == Kind.INPUT && requiredGrad) history = tensor.gradientEdge();
    tensor = null;
  }

  boolean hasHooks() {
    return hooks != null;
  }

  /// The tensor.
  ///
  /// @throws TorchException if it was freed, changed in place, or detached in place
  public Tensor unpack() {
    if (freed) throw Node.freedError();
    if (hooks != null) return withHistory(hooks.unpack().apply(packed));
    requireUnchanged();
    // Only a run of backward that records nothing is sure not to keep it.
    if (sole) sole = ThreadState.current().engine != null && !Autograd.isGradEnabled();
    return kind == Kind.INPUT ? tensor : withHistory(tensor);
  }

  private Tensor withHistory(Tensor data) {
    if (data == null || history == null) return data;
    Tensor result = data.detach();
    result.attach(history);
    return result;
  }

  private void requireUnchanged() {
    boolean detached = kind == Kind.INPUT && requiredGrad && !wasLeaf && tensor.gradFn() == null;
    if (detached) {
      throw TorchException.runtime(
          "Trying to use a saved tensor that has been detached in-place, i.e. with .detach_()."
              + "This is not supported, please use out-of-place `.detach()` instead");
    }
    if (tensor.version() != version) throw changed();
  }

  /// Says that nobody else holds this tensor: [#release] may give its memory back.
  void own() {
    sole = hooks == null;
  }

  boolean holds(Tensor other) {
    return tensor == other;
  }

  void release() {
    if (sole && tensor != null && !Autograd.isGradEnabled()) tensor.storage().recycle();
    freed = true;
    tensor = null;
    packed = null;
  }

  /// Whether reading this could give `storage`'s memory; hooks may give any.
  boolean mayShow(Storage storage) {
    return hooks != null || (tensor != null && tensor.storage() == storage);
  }

  private TorchException changed() {
    Node node = kind == Kind.OUTPUT ? history.node() : tensor.gradFn();
    int output = kind == Kind.OUTPUT ? history.inputNr() : tensor.outputNr();
    String origin =
        node == null ? "" : ", which is output " + output + " of " + node.forwardName() + ",";
    return TorchException.runtime(
        "one of the variables needed for gradient computation has been modified by an inplace"
            + " operation: [torch."
            + tensor.dtype().scalarType()
            + "Tensor "
            + tensor.shape()
            + "]"
            + origin
            + " is at version "
            + tensor.version()
            + "; expected version "
            + version
            + " instead. Hint: "
            + Anomaly.hintAfterChange());
  }
}
