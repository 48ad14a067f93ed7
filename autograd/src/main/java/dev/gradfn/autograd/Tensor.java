package dev.gradfn.autograd;

import dev.gradfn.core.Access;
import dev.gradfn.core.Backends;
import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.NdArray;
import dev.gradfn.core.Storage;
import dev.gradfn.op.BoolNumber;
import java.nio.Buffer;
import java.util.List;
import java.util.function.BiConsumer;

/// `torch.Tensor`: data ([NdArray]) and the place in the graph ([#gradFn]).
///
/// Operations are grouped by area in the interfaces it implements. Creation:
///
/// ```java
/// Tensor x = Tensor.ones(2, 2).requiresGrad_();
/// Tensor y = x.mul(2);
/// System.out.println(y);       // tensor([[2., 2.],
///                              //         [2., 2.]], grad_fn=<MulBackward0>)
/// ```
///
/// Java arrays and buffers come in by [Torch#tensor] and [Torch#fromBuffer], and go out by
/// [#toArray] and [#copyTo].
///
/// Not thread safe for writing; several threads may read one tensor and build graphs from it.
public sealed class Tensor
    implements Arithmetic, Comparisons, Reductions, Shapes, Indexing, RandomFills
    permits Parameter {
  private NdArray array;
  private final VersionCounter version;
  private final boolean wrappedNumber;

  private boolean requiresGrad;
  private Node gradFn;
  private int outputNr;
  private AccumulateGrad accumulator;
  private Tensor grad;

  /// Whether somebody beside the engine may know [#grad].
  private boolean gradIsKnown;

  private Object peer;

  /// For a view: the tensor whose memory it shows, and the version for which `gradFn` is right.
  private Tensor base;

  private int gradFnVersion;
  private ViewOrigin origin = ViewOrigin.RECORDED;

  /// Made in inference mode: it has no version and takes no part in graphs.
  private final boolean inference;

  private LeafHooks leafHooks;
  private boolean retainsGrad;

  Tensor(NdArray array) {
    this(array, new VersionCounter(), false);
  }

  private Tensor(NdArray array, VersionCounter version, boolean wrappedNumber) {
    this.array = array;
    this.version = version;
    this.wrappedNumber = wrappedNumber;
    this.inference = Autograd.isInferenceMode();
  }

  private Tensor(Tensor source, NdArray array) {
    this.array = array;
    this.version = source.version;
    this.wrappedNumber = false;
    this.inference = source.inference;
  }

  // ---- creation ------------------------------------------------------------------------------

  /// A leaf around `array`, sharing its memory.
  public static Tensor of(NdArray array) {
    return new Tensor(array);
  }

  /// A 1-dimensional float32 tensor; the array is copied.
  public static Tensor of(float... values) {
    return of(values, values.length);
  }

  /// A float32 tensor of `shape`; the array is copied.
  public static Tensor of(float[] values, long... shape) {
    return of(NdArray.wrap(DType.FLOAT32, values.clone(), checkedShape(values.length, shape)));
  }

  /// A float64 tensor of `shape`; the array is copied.
  public static Tensor of(double[] values, long... shape) {
    return of(NdArray.wrap(DType.FLOAT64, values.clone(), checkedShape(values.length, shape)));
  }

  /// An int64 tensor of `shape`; the array is copied.
  public static Tensor of(long[] values, long... shape) {
    return of(NdArray.wrap(DType.INT64, values.clone(), checkedShape(values.length, shape)));
  }

  private static Dims checkedShape(int length, long... shape) {
    Dims dims = Dims.of(shape);
    if (dims.product() == length) return dims;
    throw TorchException.runtime("shape '" + dims + "' is invalid for input of size " + length);
  }

  public static Tensor ones(long... shape) {
    return ones(DType.FLOAT32, Device.CPU, Dims.of(shape));
  }

  public static Tensor ones(DType dtype, Device device, Dims shape) {
    return full(dtype, device, shape, 1);
  }

  public static Tensor zeros(long... shape) {
    return zeros(DType.FLOAT32, Device.CPU, Dims.of(shape));
  }

  public static Tensor zeros(DType dtype, Device device, Dims shape) {
    return full(dtype, device, shape, 0);
  }

  public static Tensor full(DType dtype, Device device, Dims shape, double value) {
    Tensor tensor = empty(dtype, device, Geometry.contiguous(shape));
    if (device != Device.META) Backends.kernels().fill(value, tensor.array);
    return tensor;
  }

  /// Even in `[0, 1)`; for more choices see [RandomTensors].
  public static Tensor rand(long... shape) {
    return RandomTensors.rand(Dims.of(shape), RandomTensors.Options.DEFAULT);
  }

  /// Standard normal.
  public static Tensor randn(long... shape) {
    return RandomTensors.randn(Dims.of(shape), RandomTensors.Options.DEFAULT);
  }

  /// Whole numbers in `[low, high)`.
  public static Tensor randint(long low, long high, long... shape) {
    return RandomTensors.randint(low, high, Dims.of(shape), RandomTensors.Options.DEFAULT);
  }

  /// The numbers from 0 to `n − 1` in random order.
  public static Tensor randperm(long n) {
    return RandomTensors.randperm(n, RandomTensors.Options.DEFAULT);
  }

  /// Contents undefined.
  public static Tensor empty(DType dtype, Device device, Geometry geometry) {
    return new Tensor(NdArray.allocate(dtype, geometry, device));
  }

  /// A 0-dimensional tensor that stands for a number: in type promotion it gives way to any tensor.
  /// Integral Java types make int64, the others float64.
  public static Tensor number(Number value) {
    if (value instanceof BoolNumber bool) return number(bool.booleanValue());
    boolean whole =
        value instanceof Long
            || value instanceof Integer
            || value instanceof Short
            || value instanceof Byte;
    NdArray scalar =
        whole
            ? NdArray.wrap(DType.INT64, new long[] {value.longValue()}, Dims.of())
            : NdArray.wrap(DType.FLOAT64, new double[] {value.doubleValue()}, Dims.of());
    return new Tensor(scalar, new VersionCounter(), true);
  }

  /// The same for a truth value.
  public static Tensor number(boolean value) {
    NdArray scalar = NdArray.wrap(DType.BOOL, new byte[] {(byte) (value ? 1 : 0)}, Dims.of());
    return new Tensor(scalar, new VersionCounter(), true);
  }

  // ---- data ----------------------------------------------------------------------------------

  public NdArray array() {
    return array;
  }

  public DType dtype() {
    return array.dtype();
  }

  public Device device() {
    return array.device();
  }

  public Dims shape() {
    return array.shape();
  }

  public Dims strides() {
    return array.strides();
  }

  public Geometry geometry() {
    return array.geometry();
  }

  public int dim() {
    return array.rank();
  }

  public long numel() {
    return array.numel();
  }

  public boolean isContiguous() {
    return array.isContiguous();
  }

  boolean isWrappedNumber() {
    return wrappedNumber;
  }

  /// The value of a tensor of one element.
  public double item() {
    if (numel() != 1) {
      throw TorchException.runtime(
          "a Tensor with " + numel() + " elements cannot be converted to Scalar");
    }
    return toDoubleArray()[0];
  }

  /// All elements in row-major order, converted to double.
  public double[] toDoubleArray() {
    return (double[]) toJavaArray(DType.FLOAT64);
  }

  /// All elements in row-major order, converted to float.
  public float[] toFloatArray() {
    return (float[]) toJavaArray(DType.FLOAT32);
  }

  /// All elements in row-major order, converted to long.
  public long[] toLongArray() {
    return (long[]) toJavaArray(DType.INT64);
  }

  private Object toJavaArray(DType dtype) {
    if (device() == Device.META) {
      throw TorchException.notImplemented("Cannot copy out of meta tensor; no data!");
    }
    int size = Math.toIntExact(numel());
    Object copy =
        switch (dtype) {
          case FLOAT32 -> new float[size];
          case INT64 -> new long[size];
          default -> new double[size];
        };
    NdArray target = NdArray.wrap(dtype, copy, shape());
    Backends.kernels().copy(array, target);
    // A backend may have put the result in memory of its own: opening brings it here.
    target.storage().close(target.storage().open(Access.READ), Access.READ);
    return copy;
  }

  /// All elements as a nested Java array of this rank, in the Java type that shows their values:
  /// `float[][]` for float32 of rank 2, `float` also for half types, `int` for uint8, a boxed
  /// number for rank 0.
  public Object toArray() {
    return JavaArrays.write(array);
  }

  /// The same, converted to the elements of `type`.
  ///
  /// @param type `float[][].class` for rank 2; a box such as `Float.class` for rank 0
  /// @throws TorchException if `type` has another rank, or is not of primitive elements
  public <T> T toArray(Class<T> type) {
    return type.cast(JavaArrays.writeAs(array, type));
  }

  /// Puts all elements, in row-major order, into a buffer of `java.nio` from its position on, and
  /// advances it: converted to the buffer's type, or to a `ByteBuffer` as they are, in its byte
  /// order.
  ///
  /// @throws TorchException if there is not enough room
  public void copyTo(Buffer target) {
    Buffers.write(array, target);
  }

  /// Gives the memory back at once, not only when the collector finds it; for tight loops (see also
  /// [GradFn#scope]). Views share it: they are closed too. Whoever uses it afterwards, a backward
  /// that needs this tensor included, gets an [IllegalStateException] that says so.
  public void close() {
    storage().close();
  }

  /// Replaces the data, keeping the tensor and its place in the graph: PyTorch's `tensor.data = …`.
  public void setData(Tensor other) {
    array = other.array;
    // It knows the old type and shape. Graphs that exist keep it, new ones get another.
    accumulator = null;
  }

  /// The same memory outside the graph, with a version counter of its own.
  public Tensor data() {
    return new Tensor(array);
  }

  // ---- graph ---------------------------------------------------------------------------------

  public boolean requiresGrad() {
    return requiresGrad || gradFn != null || (base != null && base.requiresGrad());
  }

  public Tensor requiresGrad_() {
    return requiresGrad_(true);
  }

  /// @throws TorchException if this is not a floating-point leaf
  public Tensor requiresGrad_(boolean value) {
    if (value && inference && !Autograd.isInferenceMode()) {
      throw TorchException.runtime(
          "Setting requires_grad=True on inference tensor outside InferenceMode is not allowed.");
    }
    if (!isLeaf() && !value) {
      throw TorchException.runtime(
          "you can only change requires_grad flags of leaf variables. If you want to use a"
              + " computed variable in a subgraph that doesn't require differentiation use"
              + " var_no_grad = var.detach().");
    }
    if (value && !dtype().isFloatingPoint()) {
      throw TorchException.runtime("only Tensors of floating point dtype can require gradients");
    }
    requiresGrad = value;
    return this;
  }

  /// The node that made this tensor; null for a leaf and for what was made with recording off.
  public Node gradFn() {
    boolean changedThroughBase = base != null && gradFnVersion != version.value();
    if (changedThroughBase && (gradFn != null || base.requiresGrad())) regenerateGradFn();
    return gradFn;
  }

  /// The base was changed in place after this view was taken: whatever view operation made it, it
  /// is now a strided window on the changed base.
  private void regenerateGradFn() {
    requireChangeableView("its base or another view of its base has been");
    gradFn = AsStridedNodes.windowOn(base, this);
    outputNr = 0;
    gradFnVersion = version.value();
    origin = ViewOrigin.RECORDED;
  }

  /// Which output of [#gradFn] this is.
  public int outputNr() {
    return outputNr;
  }

  public boolean isLeaf() {
    return !requiresGrad() || gradFn() == null;
  }

  /// The accumulated gradient of a leaf, or of another tensor after [#retainGrad]; or null. Warns
  /// where there can never be one.
  public Tensor grad() {
    if (grad == null && !retainsGrad && !isLeaf()) warnOfGradOfNonLeaf();
    gradIsKnown = true;
    return grad;
  }

  /// [#grad] for the engine, which keeps it to itself.
  Tensor gradUnseen() {
    return grad;
  }

  /// Forgets the gradient; if nobody asked for it, native memory goes back at once.
  public void dropGrad() {
    if (grad != null && !gradIsKnown) grad.storage().discard();
    grad = null;
  }

  private static void warnOfGradOfNonLeaf() {
    Warnings.warn(
        "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad"
            + " attribute won't be populated during autograd.backward(). If you indeed want the"
            + " .grad field to be populated for a non-leaf Tensor, use .retain_grad() on the"
            + " non-leaf Tensor. If you access the non-leaf Tensor by mistake, make sure you access"
            + " the leaf Tensor instead. See github.com/pytorch/pytorch/pull/30531 for more"
            + " information.");
  }

  /// @throws TorchException if it has another shape than this tensor, or is this tensor
  public void setGrad(Tensor gradient) {
    if (gradient == this) throw TorchException.runtime("can't assign Variable as its own grad");
    if (gradient != null && !gradient.shape().equals(shape())) {
      throw TorchException.runtime(
          "attempting to assign a gradient of size '"
              + gradient.shape()
              + "' to a tensor of size '"
              + shape()
              + "'. Please ensure that the gradient and the tensor are the same size");
    }
    holdGrad(gradient);
    gradIsKnown = true;
  }

  /// @param gradient of which nobody else knows
  void takeGrad(Tensor gradient) {
    holdGrad(gradient);
    gradIsKnown = false;
  }

  private void holdGrad(Tensor gradient) {
    grad = gradient;
    if (gradient != null) MemoryScope.keepBeyond(gradient);
  }

  /// Where this tensor's gradient goes: its [#gradFn], or for a leaf its [AccumulateGrad].
  public Edge gradientEdge() {
    Node node = gradFn();
    if (node != null) return new Edge(node, outputNr);
    return requiresGrad ? new Edge(gradAccumulator(), 0) : Edge.NONE;
  }

  private synchronized AccumulateGrad gradAccumulator() {
    if (accumulator == null) accumulator = new AccumulateGrad(this);
    return accumulator;
  }

  /// The tensor that owns the memory, if this is a view; null otherwise. PyTorch's `_base`.
  public Tensor base() {
    return base;
  }

  public boolean isView() {
    return base != null;
  }

  /// PyTorch's `_version`: number of in-place changes to this memory.
  public int version() {
    if (inference) throw TorchException.runtime("Inference tensors do not track version counter.");
    return version.value();
  }

  void bumpVersion() {
    version.bump();
  }

  /// @throws TorchException for a tensor of inference mode outside it
  void requireWritable() {
    if (!inference || Autograd.isInferenceMode()) return;
    throw TorchException.runtime(
        "Inplace update to inference tensor outside InferenceMode is not allowed.You can make a"
            + " clone to get a normal tensor before doing inplace update.See"
            + " https://github.com/pytorch/rfcs/pull/17 for more details.");
  }

  /// Whether this was made in inference mode.
  public boolean isInference() {
    return inference;
  }

  /// The same memory, outside the graph; in-place changes are seen by both.
  public Tensor detach() {
    Tensor detached = new Tensor(this, array);
    detached.gradFnVersion = version.value();
    return detached;
  }

  /// Takes this tensor itself out of the graph: it becomes a leaf that requires no grad.
  ///
  /// @throws TorchException for a view
  public Tensor detach_() {
    if (base != null) {
      throw TorchException.runtime(
          "Can't detach views in-place. Use detach() instead. If you are using"
              + " DistributedDataParallel (DDP) for training, and gradient_as_bucket_view is set as"
              + " True, gradients are views of DDP buckets, and hence detach_() cannot be called on"
              + " these gradients. To fix this error, please refer to the Optimizer.zero_grad()"
              + " function in torch/optim/optimizer.py as the solution.");
    }
    gradFn = null;
    outputNr = 0;
    requiresGrad = false;
    return this;
  }

  /// Computes the gradients of all leaves; this must have one element.
  public void backward() {
    backward(null, Autograd.Options.DEFAULT);
  }

  /// @param gradient of this tensor; null stands for 1 if this is a scalar
  public void backward(Tensor gradient, Autograd.Options options) {
    List<Tensor> gradients = gradient == null ? null : List.of(gradient);
    Autograd.backward(List.of(this), gradients, options);
  }

  /// Whatever stands for this object in another language: Python's layer keeps its object here, so
  /// that identity, dictionary keys and own attributes follow.
  public Object peer() {
    return peer;
  }

  public void setPeer(Object peer) {
    this.peer = peer;
  }

  // ---- hooks ---------------------------------------------------------------------------------

  /// `hook` sees the gradient of this tensor in every backward, complete, before it is used, and
  /// may replace it.
  ///
  /// @throws TorchException if this does not require grad
  public Handle registerHook(TensorHook hook) {
    requireGradForHook();
    Node node = gradFn();
    return node == null
        ? leafHooks().before().add(hook)
        : node.makeHooks().ofOutput(outputNr).add(hook);
  }

  /// `hook` sees this leaf each time after backward wrote its [#grad].
  ///
  /// @throws TorchException if this is no leaf, or does not require grad
  public Handle registerPostAccumulateGradHook(PostAccumulateGradHook hook) {
    requireGradForHook();
    if (gradFn() != null) {
      throw TorchException.runtime(
          "post accumulate grad hooks cannot be registered on non-leaf tensors");
    }
    return leafHooks().after().add(hook);
  }

  private void requireGradForHook() {
    if (requiresGrad()) return;
    throw TorchException.runtime(
        "cannot register a hook on a tensor that doesn't require gradient");
  }

  private synchronized LeafHooks leafHooks() {
    if (leafHooks == null) leafHooks = new LeafHooks();
    return leafHooks;
  }

  /// Null for most tensors.
  LeafHooks leafHooksOrNull() {
    return leafHooks;
  }

  /// Backward will keep the gradient of this tensor in [#grad] although it is no leaf; nothing
  /// changes for a leaf.
  ///
  /// @throws TorchException if this does not require grad
  public void retainGrad() {
    if (!requiresGrad()) {
      throw TorchException.runtime("can't retain_grad on Tensor that has requires_grad=False");
    }
    Node node = gradFn();
    if (node == null || retainsGrad) return;
    retainsGrad = true;
    node.makeHooks().retain(outputNr, this);
  }

  /// Whether [#retainGrad] was called on this non-leaf.
  public boolean retainsGrad() {
    return retainsGrad;
  }

  void retain(Tensor gradient) {
    Tensor copy = gradient.contiguous();
    if (copy == gradient) copy = gradient.cloned();
    setGrad(grad == null ? copy : grad.add(gradient));
  }

  // ---- for the recorder ----------------------------------------------------------------------

  /// A view of `source` with another geometry. Views of views all hang on one base.
  ///
  /// @param oneOfSeveral the operation has several results
  static Tensor viewOf(Tensor source, Geometry geometry, boolean oneOfSeveral) {
    Tensor view = new Tensor(source, source.array.view(geometry));
    view.base = source.base != null ? source.base : source;
    view.gradFnVersion = source.version.value();
    view.origin = source.origin;
    if (source.origin == ViewOrigin.RECORDED) {
      if (oneOfSeveral) view.origin = ViewOrigin.ONE_OF_SEVERAL;
      if (!Autograd.isGradEnabled()) view.origin = ViewOrigin.NO_GRAD;
      if (Autograd.isInferenceMode()) view.origin = ViewOrigin.INFERENCE;
    }
    return view;
  }

  void setOrigin(ViewOrigin origin) {
    this.origin = origin;
  }

  /// @param change what happened to which tensor: `is being`, or `its base … has been`
  /// @throws TorchException if changes of this view in place cannot be recorded
  void requireChangeableView(String change) {
    if (origin == ViewOrigin.RECORDED) return;
    if (gradFn == null && origin == ViewOrigin.ONE_OF_SEVERAL) return;
    throw origin.error(change, gradFn, outputNr);
  }

  void setHistory(Node node, int output) {
    if (retainsGrad) moveRetainedGrad(node, output);
    gradFn = node;
    outputNr = output;
    requiresGrad = true;
    gradFnVersion = version.value();
    BiConsumer<Node, Tensor> watcher = ThreadState.current().watcher;
    if (watcher != null) watcher.accept(node, this);
  }

  /// A gradient that is kept is that of the tensor as it is now; other hooks stay with the old
  /// node.
  private void moveRetainedGrad(Node node, int output) {
    if (gradFn != null) gradFn.makeHooks().retain(outputNr, null);
    node.makeHooks().retain(output, this);
  }

  /// Hangs this tensor on `edge`: as a leaf if that is where a leaf's gradient goes.
  void attach(Edge edge) {
    if (edge.node() instanceof AccumulateGrad leaf) {
      requiresGrad = true;
      accumulator = leaf;
    } else {
      setHistory(edge.node(), edge.inputNr());
    }
  }

  /// Marks this as recorded anew at the current version.
  void rebase(Node node) {
    if (base != null) {
      base.setHistory(new CopySlices(base, this, node), 0);
      gradFn();
    } else {
      setHistory(node, 0);
    }
  }

  /// Shows the same memory under another geometry.
  void setGeometry(Geometry geometry) {
    array = array.view(geometry);
    accumulator = null;
  }

  Storage storage() {
    return array.storage();
  }

  /// As PyTorch prints it: `tensor([1., 2.], requires_grad=True)`.
  @Override
  public String toString() {
    return toString(PrintOptions.DEFAULT);
  }

  public String toString(PrintOptions options) {
    return TensorPrinter.print(this, options);
  }
}
