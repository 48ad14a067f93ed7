package dev.gradfn.onednn;

import dev.gradfn.core.Dims;
import dev.gradfn.core.NdArray;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.javacpp.PointerPointer;

/// Nearest-neighbour upsampling by whole factors, and its gradient, channels last. For other
/// factors oneDNN rounds differently from PyTorch.
final class Resampling {
  private record Key(Dims small, Dims large) {
    float[] factors() {
      float[] factors = new float[small.rank() - 2];
      for (int i = 0; i < factors.length; i++) {
        factors[i] = (float) large.get(i + 2) / small.get(i + 2);
      }
      return factors;
    }
  }

  private final Primitives<Key, Compiled> forward = new Primitives<>(Resampling::makeForward);
  private final Primitives<Key, Compiled> backward = new Primitives<>(Resampling::makeBackward);

  boolean upsample(NdArray input, double[] scales, NdArray out) {
    return takes(input, scales, input, out)
        && run(forward.find(new Key(input.shape(), out.shape())), input, out);
  }

  boolean gradient(NdArray gradOutput, double[] scales, NdArray gradInput) {
    return takes(gradOutput, scales, gradInput, gradOutput)
        && run(
            backward.find(new Key(gradInput.shape(), gradOutput.shape())), gradOutput, gradInput);
  }

  private static boolean takes(NdArray from, double[] scales, NdArray small, NdArray large) {
    Block home = Operands.home(from);
    if (home == null || !Operands.areUsable(small, large)) return false;
    if (small.rank() < 3 || small.rank() > 5) return false;
    for (int i = 2; i < small.rank(); i++) {
      long factor = large.shape().get(i) / small.shape().get(i);
      if (factor * small.shape().get(i) != large.shape().get(i)) return false;
      // Then floor(i · scale) is i / factor without rounding.
      if (Long.bitCount(factor) != 1 || scales[i - 2] != 1.0 / factor) return false;
    }
    return true;
  }

  private static boolean run(Compiled compiled, NdArray from, NdArray to) {
    if (compiled == null || !Operands.takesChannelsLast(to)) return false;
    compiled.run(Operands.channelsLast(from), Operands.channelsLastOutput(to));
    return true;
  }

  // The constructors of these two primitives are missing in JavaCPP's presets: C it is.

  private static dnnl_primitive_desc description(Key key) {
    try (var handle = new PointerPointer<dnnl_primitive_desc>(1)) {
      int status =
          dnnl.dnnl_resampling_forward_primitive_desc_create(
              handle,
              OneDnn.ENGINE.get(),
              dnnl.dnnl_forward_training,
              dnnl.dnnl_resampling_nearest,
              key.factors(),
              Layout.channelsLast(key.small).desc().get(),
              Layout.channelsLast(key.large).desc().get(),
              null);
      return created(status, handle);
    }
  }

  private static dnnl_primitive_desc created(
      int status, PointerPointer<dnnl_primitive_desc> handle) {
    if (status != dnnl.dnnl_success) throw new IllegalStateException("oneDNN: status " + status);
    return new dnnl_primitive_desc(handle.get(0));
  }

  private static Compiled makeForward(Key key) {
    dnnl_primitive_desc pd = description(key);
    return new Compiled(
        primitive(pd),
        null,
        new Compiled.Argument(dnnl.DNNL_ARG_SRC, Layout.channelsLast(key.small)),
        new Compiled.Argument(dnnl.DNNL_ARG_DST, Layout.channelsLast(key.large)));
  }

  private static Compiled makeBackward(Key key) {
    dnnl_primitive_desc hint = description(key);
    dnnl_primitive_desc pd;
    try (var handle = new PointerPointer<dnnl_primitive_desc>(1)) {
      int status =
          dnnl.dnnl_resampling_backward_primitive_desc_create(
              handle,
              OneDnn.ENGINE.get(),
              dnnl.dnnl_resampling_nearest,
              key.factors(),
              Layout.channelsLast(key.small).desc().get(),
              Layout.channelsLast(key.large).desc().get(),
              hint,
              null);
      pd = created(status, handle);
    } finally {
      dnnl.dnnl_primitive_desc_destroy(hint);
    }
    return new Compiled(
        primitive(pd),
        null,
        new Compiled.Argument(dnnl.DNNL_ARG_DIFF_DST, Layout.channelsLast(key.large)),
        new Compiled.Argument(dnnl.DNNL_ARG_DIFF_SRC, Layout.channelsLast(key.small)));
  }

  private static primitive primitive(dnnl_primitive_desc pd) {
    try (var handle = new PointerPointer<dnnl_primitive>(1)) {
      int status = dnnl.dnnl_primitive_create(handle, pd);
      if (status != dnnl.dnnl_success) throw new IllegalStateException("oneDNN: status " + status);
      return new primitive(new dnnl_primitive(handle.get(0)));
    } finally {
      dnnl.dnnl_primitive_desc_destroy(pd);
    }
  }
}
