package dev.gradfn.autograd;

import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Backends;
import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;
import dev.gradfn.op.Op;
import dev.gradfn.op.ViewOp;
import java.util.ArrayList;
import java.util.List;

/// Runs an operation and, where an input requires grad and recording is on, records it: infer,
/// kernel, one [Node] with its edges and saved tensors.
public final class Operations {
  private Operations() {}

  /// The first result of `op`.
  public static Tensor apply(Op op, Tensor... inputs) {
    return applyAll(op, inputs)[0];
  }

  /// All results of `op`.
  ///
  /// @param inputs null for an optional input that is not given
  public static Tensor[] applyAll(Op op, Tensor... inputs) {
    EngineObserver observer = ThreadState.observer();
    if (observer == null) return computed(op, inputs);
    long start = System.nanoTime();
    Tensor[] outputs = computed(op, inputs);
    observer.applied(op, inputs, outputs, start, System.nanoTime());
    return outputs;
  }

  private static Tensor[] computed(Op op, Tensor[] inputs) {
    Op.Result[] results = op.infer(specs(inputs));
    Device device = deviceOf(inputs);
    Tensor[] outputs = new Tensor[results.length];
    boolean computes = false;
    for (int i = 0; i < outputs.length; i++) {
      outputs[i] = output(op, results[i], inputs, device, outputs.length > 1);
      computes |= results[i].aliasOf() < 0;
    }
    if (computes && device != Device.META) {
      op.run(Backends.kernels(), arrays(inputs), arrays(outputs));
    }
    if (records(inputs)) record(op, inputs, outputs);
    return outputs;
  }

  private static Tensor output(
      Op op, Op.Result result, Tensor[] inputs, Device device, boolean oneOfSeveral) {
    ArraySpec spec = result.spec();
    if (result.aliasOf() >= 0) {
      Tensor source = inputs[result.aliasOf()];
      return op.isView()
          ? Tensor.viewOf(source, spec.geometry(), oneOfSeveral)
          : Tensor.of(source.array().view(spec.geometry()));
    }
    Tensor made = Tensor.empty(spec.dtype(), device, spec.geometry());
    MemoryScope.enter(made);
    return made;
  }

  private static void record(Op op, Tensor[] inputs, Tensor[] outputs) {
    OpNode node = new OpNode(op, op.nodeName(), inputs, false);
    for (int i = 0; i < outputs.length; i++) {
      if (OpNode.isDifferentiable(op, outputs[i], i)) outputs[i].setHistory(node, i);
    }
    node.complete(outputs);
  }

  /// A kernel for several operations at once.
  public interface JoinedKernel {
    /// @return false, and nothing is done, if the kernels in use do not do this in one go
    boolean run(KernelChain kernels, NdArray[] in, NdArray out);
  }

  /// Whether somebody would see these inputs' operations one by one: recording, or an observer.
  public static boolean areSeen(Tensor... inputs) {
    return ThreadState.observer() != null || records(inputs);
  }

  /// The result of several operations that nobody [sees][#areSeen], computed in one go; null if the
  /// kernels in use do not do that.
  ///
  /// @param inputs not on `meta`; null for an optional one that is not given
  public static Tensor unrecorded(ArraySpec result, Tensor[] inputs, JoinedKernel kernel) {
    Tensor made = Tensor.empty(result.dtype(), deviceOf(inputs), result.geometry());
    if (!kernel.run(Backends.kernels(), arrays(inputs), made.array())) return null;
    MemoryScope.enter(made);
    return made;
  }

  /// Says that `used`, which was computed for nothing but `result`, is forgotten: its memory goes
  /// back as soon as no node needs it.
  public static void forget(Tensor used, Tensor result) {
    if (used.storage() == result.storage() || ThreadState.observer() != null) return;
    if (result.gradFn() instanceof OpNode node && node.own(used)) return;
    if (result.gradFn() == null) used.storage().recycle();
  }

  /// Runs `op` on `self` and the other inputs, and leaves the result in `self`.
  ///
  /// @throws TorchException with PyTorch's words if `self` may not be changed in place
  public static Tensor applyInPlace(Op op, Tensor self, Tensor... others) {
    Tensor[] inputs = new Tensor[others.length + 1];
    inputs[0] = self;
    System.arraycopy(others, 0, inputs, 1, others.length);
    EngineObserver observer = ThreadState.observer();
    long start = observer == null ? 0 : System.nanoTime();
    computeInPlace(op, inputs, others);
    if (observer != null) {
      observer.applied(op, inputs, new Tensor[] {self}, start, System.nanoTime());
    }
    return self;
  }

  private static void computeInPlace(Op op, Tensor[] inputs, Tensor[] others) {
    Tensor self = inputs[0];
    // What is written into integers has no derivative.
    boolean records = self.dtype().isFloatingPoint() && records(inputs);
    self.requireWritable();
    if (records) requireChangeable(self);
    ArraySpec result = op.infer(specs(inputs))[0].spec();
    requireFits(self, result);
    requireOwnPlaces(self, others);
    OpNode node = records ? new OpNode(op, op.inPlaceNodeName(), inputs, true) : null;
    if (self.device() != Device.META) runInPlace(op, inputs, self, result, node);
    self.bumpVersion();
    if (node != null) {
      self.rebase(node);
      node.complete(new Tensor[] {self});
    }
  }

  /// Turns `self` itself into the view that `op` would give.
  ///
  /// @throws TorchException with PyTorch's words if `self` may not be changed in place
  public static Tensor viewInPlace(ViewOp op, Tensor self) {
    Tensor[] inputs = {self};
    boolean records = records(inputs);
    self.requireWritable();
    if (records) requireChangeable(self);
    Geometry geometry = op.infer(specs(inputs))[0].spec().geometry();
    OpNode node = records ? new OpNode(op, op.inPlaceNodeName(), inputs, false) : null;
    self.setGeometry(geometry);
    self.bumpVersion();
    if (node != null) {
      self.setHistory(node, 0);
      node.complete(inputs);
    }
    return self;
  }

  private static void runInPlace(
      Op op, Tensor[] given, Tensor changed, ArraySpec result, OpNode node) {
    Tensor before = node == null ? null : node.before();
    if (before == null) {
      runInPlace(op, given, changed.array(), result);
      return;
    }
    Tensor[] inputs = given.clone();
    inputs[0] = before;
    try {
      runInPlace(op, inputs, changed.array(), result);
    } catch (RuntimeException e) {
      Backends.kernels().copy(before.array(), changed.array());
      throw e;
    }
  }

  private static void runInPlace(Op op, Tensor[] inputs, NdArray self, ArraySpec result) {
    boolean direct = result.dtype() == self.dtype();
    for (Tensor input : inputs) direct &= !needsOldContents(input, self);
    if (direct) {
      op.run(Backends.kernels(), arrays(inputs), new NdArray[] {self});
      return;
    }
    // Computed elsewhere in the promoted type, then rounded once.
    NdArray computed = NdArray.allocate(result.dtype(), self.shape());
    op.run(Backends.kernels(), arrays(inputs), new NdArray[] {computed});
    Backends.kernels().copy(computed, self);
  }

  /// Whether the kernel could read elements of `input` that it has overwritten already.
  private static boolean needsOldContents(Tensor input, NdArray self) {
    if (input == null) return false;
    return input.storage() == self.storage() && !input.geometry().equals(self.geometry());
  }

  /// PyTorch's two checks before it writes.
  private static void requireOwnPlaces(Tensor self, Tensor[] others) {
    Geometry place = self.geometry();
    if (place.numel() == 0) return;
    for (int i = 0; i < place.rank(); i++) {
      if (place.strides().get(i) == 0 && place.shape().get(i) > 1) {
        throw TorchException.runtime(
            "unsupported operation: more than one element of the written-to tensor refers to a"
                + " single memory location. Please clone() the tensor before performing the"
                + " operation.");
      }
    }
    for (Tensor other : others) {
      if (other == null) continue;
      if (other.storage() == self.storage() && overlapsPartly(place, other.geometry())) {
        throw TorchException.runtime(
            "unsupported operation: some elements of the input tensor and the written-to tensor"
                + " refer to a single memory location. Please clone() the tensor before performing"
                + " the operation.");
      }
    }
  }

  /// Where it cannot be told by the ends alone, the answer is no, and [#runInPlace] computes
  /// elsewhere.
  private static boolean overlapsPartly(Geometry a, Geometry b) {
    if (a.numel() == 0 || b.numel() == 0) return false;
    if (!a.isNonOverlappingAndDense() || !b.isNonOverlappingAndDense()) return false;
    if (a.offset() == b.offset() && a.numel() == b.numel()) return !a.strides().equals(b.strides());
    return a.offset() < b.extent() && b.offset() < a.extent();
  }

  private static void requireChangeable(Tensor self) {
    self.requireChangeableView("is being");
    if (!self.requiresGrad()) return;
    Tensor base = self.base();
    if (base != null && base.requiresGrad() && base.isLeaf()) {
      throw TorchException.runtime(
          "a view of a leaf Variable that requires grad is being used in an in-place operation.");
    }
    if (self.isLeaf()) {
      throw TorchException.runtime(
          "a leaf Variable that requires grad is being used in an in-place operation.");
    }
  }

  private static void requireFits(Tensor self, ArraySpec result) {
    Dims shape = result.shape();
    if (!shape.equals(self.shape())) {
      throw TorchException.runtime(
          "output with shape " + self.shape() + " doesn't match the broadcast shape " + shape);
    }
    DType to = self.dtype();
    if (result.dtype().category().compareTo(to.category()) > 0) {
      throw TorchException.runtime(
          "result type "
              + result.dtype().scalarType()
              + " can't be cast to the desired output type "
              + to.scalarType());
    }
  }

  static boolean records(Tensor[] inputs) {
    if (!Autograd.isGradEnabled()) return false;
    for (Tensor input : inputs) {
      if (input != null && input.requiresGrad()) return true;
    }
    return false;
  }

  private static Device deviceOf(Tensor[] inputs) {
    List<Device> devices = new ArrayList<>();
    for (Tensor input : inputs) {
      if (input != null && !input.isWrappedNumber()) devices.add(input.device());
    }
    if (devices.contains(Device.META)) return Device.META;
    return devices.contains(Device.CUDA) ? Device.CUDA : Device.CPU;
  }

  /// What is known of the inputs without their contents; null for null.
  public static ArraySpec[] specs(Tensor... inputs) {
    ArraySpec[] specs = new ArraySpec[inputs.length];
    for (int i = 0; i < specs.length; i++) specs[i] = spec(inputs[i]);
    return specs;
  }

  static ArraySpec spec(Tensor tensor) {
    if (tensor == null) return null;
    return new ArraySpec(tensor.dtype(), tensor.geometry(), tensor.isWrappedNumber());
  }

  private static NdArray[] arrays(Tensor[] tensors) {
    NdArray[] arrays = new NdArray[tensors.length];
    for (int i = 0; i < arrays.length; i++) {
      arrays[i] = tensors[i] == null ? null : tensors[i].array();
    }
    return arrays;
  }
}
