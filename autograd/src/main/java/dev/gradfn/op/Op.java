package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// One operation: everything that the engine must know about it, in one place.
///
/// A row is one overload of aten's. Its parameters are data (enum constants or record components
/// with PyTorch's argument names), so whoever walks a graph matches on them with an exhaustive
/// `switch`. What a row says:
///
/// - [#nodeName]: the `grad_fn` that PyTorch would show;
/// - [#infer]: type, shape and strides of the results, or which input they are views of;
/// - [#run]: the kernels that compute them;
/// - [#save]: the fields that the node keeps, under PyTorch's names;
/// - [#gradient]: one formula per input, in differentiable tensor operations. Broadcasting and type
///   promotion are undone by the engine, not here.
public sealed interface Op
    permits Pointwise,
        Picking,
        Indexed,
        ViewOp,
        Copying,
        Reduction,
        Concat,
        Convolutional,
        Linalg,
        Norm,
        Pool,
        Resample,
        Gated,
        Loss {

  /// One result of an operation.
  ///
  /// @param aliasOf the input that this is a view of; −1: memory of its own
  record Result(ArraySpec spec, int aliasOf) {
    static Result[] of(ArraySpec spec) {
      return new Result[] {new Result(spec, -1)};
    }

    static Result fresh(ArraySpec spec) {
      return new Result(spec, -1);
    }
  }

  String nodeName();

  /// The node of the in-place form, where its name differs.
  default String inPlaceNodeName() {
    return nodeName();
  }

  /// @param inputs null for an optional input that was not given
  Result[] infer(ArraySpec[] inputs);

  /// Not called for views, and not on device `meta`.
  void run(KernelChain kernels, NdArray[] in, NdArray[] out);

  default void save(Saver saver) {}

  /// Whether a gradient can arrive at this result.
  default boolean isDifferentiable(int output) {
    return true;
  }

  /// Whether a result that shares the memory of an input is a view of it to the user, with one
  /// version and one history.
  default boolean isView() {
    return true;
  }

  /// How many of the inputs, from the first, have an edge. Those behind (running statistics,
  /// indices) are data that nobody differentiates by.
  default int edgeCount(int inputs) {
    return inputs;
  }

  /// Gradients of all inputs. Rows whose kernel gives several at once override this.
  ///
  /// @param g per result, null where nothing arrived
  default Tensor[] gradients(Tensor[] g, Saved saved) {
    Tensor[] gradients = new Tensor[saved.inputCount()];
    for (int i = 0; i < gradients.length; i++) {
      if (saved.needs(i) && g[0] != null) gradients[i] = gradient(i, g[0], saved);
    }
    return gradients;
  }

  /// The gradient of input `input`; asked only where one is needed.
  default Tensor gradient(int input, Tensor g, Saved saved) {
    throw new AssertionError(nodeName() + " has no formula for input " + input);
  }
}
