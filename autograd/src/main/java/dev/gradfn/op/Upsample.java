package dev.gradfn.op;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Dims;
import dev.gradfn.core.KernelChain;
import dev.gradfn.core.NdArray;
import dev.gradfn.core.Taps;
import java.util.List;

/// Interpolation of the last one to three dimensions to `outputSize`. For nearest neighbours in two
/// dimensions there is [UpsampleNearest2d].
///
/// @param scales the factors that the user gave, or null: then they are out / in
public record Upsample(
    UpsampleMode mode, Dims outputSize, List<Double> scales, boolean alignCorners)
    implements Resample, Separable {

  @Override
  public String nodeName() {
    return mode.nodeName(outputSize.rank());
  }

  @Override
  public Result[] infer(ArraySpec[] inputs) {
    return Separable.infer(inputs[0], outputSize);
  }

  @Override
  public Taps[] taps(Dims input) {
    Taps[] taps = new Taps[outputSize.rank()];
    for (int i = 0; i < taps.length; i++) {
      int in = input.at(2 + i);
      Double scale = scales == null ? null : scales.get(i);
      taps[i] = mode.taps(in, outputSize.at(i), scale, alignCorners);
    }
    return taps;
  }

  @Override
  public void run(KernelChain kernels, NdArray[] in, NdArray[] out) {
    Separable.run(kernels, taps(in[0].shape()), in[0], out[0]);
  }

  @Override
  public void save(Saver saver) {
    if (!mode.isNearest()) saver.value("align_corners", alignCorners);
    saver.value("output_size", outputSize);
    String[] names = {"scales_d", "scales_h", "scales_w"};
    int rank = outputSize.rank();
    for (int i = 0; i < rank; i++) {
      String name = rank == 1 ? "scales" : names[3 - rank + i];
      saver.value(name, scales == null ? null : scales.get(i));
    }
    saver.value("self_sym_sizes", saver.spec(0).shape());
  }

  @Override
  public Tensor gradient(int input, Tensor g, Saved saved) {
    return Separable.gradient(this, g, saved);
  }
}
