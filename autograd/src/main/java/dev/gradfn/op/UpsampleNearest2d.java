package dev.gradfn.op;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Dims;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;

/// Nearest-neighbour resampling of the last two dimensions to `outputSize`.
///
/// @param scalesH the factor that the user gave, or null: then it is out / in
public record UpsampleNearest2d(Dims outputSize, Double scalesH, Double scalesW)
    implements Resample {

  @Override
  public String nodeName() {
    return "UpsampleNearest2DBackward0";
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    Dims shape = inputs[0].shape().slice(0, 2);
    shape = shape.insert(2, outputSize.get(0)).insert(3, outputSize.get(1));
    Dims strides = MemoryFormat.like(inputs[0].geometry(), shape);
    return Result.of(new ArraySpec(inputs[0].dtype(), Geometry.of(shape, strides)));
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    kernels.upsampleNearest(in[0], steps(in[0].shape()), out[0]);
  }

  /// Source elements per output element, as PyTorch computes them in float.
  double[] steps(Dims input) {
    return new double[] {
      step(scalesH, input.get(2), outputSize.get(0)), step(scalesW, input.get(3), outputSize.get(1))
    };
  }

  private static float step(Double scale, long in, long out) {
    return scale != null && scale > 0 ? (float) (1.0 / scale) : (float) in / out;
  }

  @Override
  public void save(Saver saver) {
    saver.value("output_size", outputSize);
    saver.value("scales_h", scalesH);
    saver.value("scales_w", scalesW);
    saver.value("self_sym_sizes", saver.spec(0).shape());
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    return Operations.apply(new UpsampleNearest2dBackward(this, saved.spec(0).shape()), g);
  }
}
