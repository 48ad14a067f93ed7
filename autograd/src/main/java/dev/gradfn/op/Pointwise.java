package dev.gradfn.op;

import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Broadcast;
import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;
import java.util.List;

/// Operations that work element by element; to pruning, channels pass straight through.
public sealed interface Pointwise extends Op
    permits Unary,
        Binary,
        Add,
        Sub,
        Pow,
        LeakyRelu,
        LeakyReluBackward,
        Activation,
        CurveGradient,
        PreluKernel,
        PreluKernelBackward,
        LogSigmoid,
        Logit,
        Calculation,
        Masking,
        WithNumber,
        RandomFill,
        RandomBernoulli,
        RandomNormal,
        RreluWithNoise {

  @Override
  default Result[] infer(ArraySpec[] inputs) {
    Dims shape = inputs[0].shape();
    Geometry[] geometries = new Geometry[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      geometries[i] = inputs[i].geometry();
      shape = broadcast(shape, inputs[i].shape());
    }
    DType dtype = resultType(ArraySpec.promote(List.of(inputs)));
    return Result.of(
        new ArraySpec(dtype, Geometry.of(shape, Broadcast.strides(shape, geometries))));
  }

  /// The type of the result, given the promoted type of the inputs.
  default DType resultType(DType promoted) {
    return promoted;
  }

  static Dims broadcast(Dims a, Dims b) {
    try {
      return Broadcast.shape(a, b);
    } catch (IllegalArgumentException e) {
      throw TorchException.runtime(e.getMessage());
    }
  }

  /// Inputs in the type of the result: kernels compute in one type.
  static NdArray converted(KernelChain kernels, NdArray input, DType dtype) {
    if (input.dtype() == dtype) return input;
    NdArray copy = NdArray.allocate(dtype, input.shape());
    kernels.copy(input, copy);
    return copy;
  }

  static NdArray scalar(DType dtype, KernelChain kernels, double value) {
    NdArray scalar = NdArray.allocate(dtype, Dims.of());
    kernels.fill(value, scalar);
    return scalar;
  }
}
