package dev.gradfn.onednn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Backends;
import dev.gradfn.core.Device;
import dev.gradfn.core.Dims;
import dev.gradfn.onednn.BothKernels.Named;
import dev.gradfn.op.AdaptiveAvgPool;
import dev.gradfn.op.AvgPool;
import dev.gradfn.op.Mean;
import dev.gradfn.op.Op;
import dev.gradfn.op.Upsample;
import dev.gradfn.op.UpsampleMode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Poolings, interpolation, sums and arithmetic with smaller arrays: what the Java kernels give,
/// and in native memory.
class KeptInPlaceTest {
  private static final Dims TWO = Dims.of(2, 2);
  private static final Dims THREE = Dims.of(3, 3);
  private static final Dims ONE = Dims.of(1, 1);

  private static final List<Named> RESAMPLED =
      List.of(
          op(new AvgPool(TWO, Dims.of(), Dims.of(0, 0), false, true, null)),
          op(new AvgPool(THREE, TWO, ONE, false, true, null)),
          op(new AvgPool(THREE, TWO, ONE, false, false, null)),
          op(new AvgPool(THREE, TWO, ONE, true, true, null)),
          op(new AvgPool(THREE, TWO, ONE, true, false, 5L)),
          op(new AvgPool(Dims.of(1, 5), Dims.of(2, 3), Dims.of(0, 2), false, true, null)),
          op(new AdaptiveAvgPool(ONE)),
          op(new AdaptiveAvgPool(THREE)),
          op(new AdaptiveAvgPool(Dims.of(5, 7))),
          op(new Upsample(UpsampleMode.LINEAR, Dims.of(24, 24), null, false)),
          op(new Upsample(UpsampleMode.LINEAR, Dims.of(24, 24), null, true)),
          op(new Upsample(UpsampleMode.LINEAR, Dims.of(7, 17), List.of(0.6, 1.5), false)),
          op(new Upsample(UpsampleMode.CUBIC, Dims.of(20, 9), null, false)),
          op(new Upsample(UpsampleMode.NEAREST_EXACT, Dims.of(20, 9), null, false)));

  private static final List<Named> SUMS =
      List.of(
          mean(2, 3),
          mean(0),
          mean(1),
          mean(2),
          mean(3),
          mean(1, 2, 3),
          mean(0, 2, 3),
          mean(0, 1, 2, 3),
          mean(1, 3));

  private static final List<Named> BROADCAST =
      List.of(
          times(2, 8, 1, 1),
          times(1, 8, 1, 1),
          times(8, 1, 1),
          times(2, 1, 12, 12),
          times(12, 12),
          times(8, 12, 12),
          times(1, 1, 1, 12),
          times(1),
          new Named("sub", x -> x.sub(smaller(2, 8, 1, 1))),
          new Named("div", x -> x.div(smaller(2, 8, 1, 1).abs().add(1))),
          new Named("first", x -> smaller(2, 8, 1, 1).add(x)),
          new Named("expanded", x -> x.add(smaller(8, 1, 1).expand(Dims.of(2, 8, 12, 12)))));

  /// What lies apart in memory, and what oneDNN has no fast code for.
  private static final List<Named> DECLINED = List.of(mean(0, 1), times(2, 8, 12, 1));

  private static Named op(Op op) {
    return new Named(op.toString(), x -> Operations.apply(op, x));
  }

  private static Named mean(long... dims) {
    return op(new Mean(Dims.of(dims), true, null));
  }

  private static Named times(long... shape) {
    return new Named("times " + Dims.of(shape), x -> x.mul(smaller(shape)));
  }

  private static Tensor smaller(long... shape) {
    Tensor smaller = Tensor.zeros(shape);
    return smaller.add(0.75);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void poolings_and_interpolation(boolean sliced) {
    for (Named named : RESAMPLED) BothKernels.agree(named, random(), sliced, "channels_last");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void sums_and_means(boolean sliced) {
    for (Named named : SUMS) {
      assertNotEquals("plain", BothKernels.agree(named, random(), sliced), named.name());
    }
  }

  @Test
  void arithmetic_with_smaller_arrays() {
    for (Named named : BROADCAST) BothKernels.agree(named, random(), true, "channels_last");
  }

  @Test
  void what_is_declined_is_right_too() {
    for (Named named : DECLINED) BothKernels.agree(named, random(), true, "plain");
  }

  @Test
  void arrays_for_java_hold_what_lies_elsewhere() {
    Tensor x = Tensor.randn(2, 16, 12, 12);
    float[] expected = x.toFloatArray();
    float[] part = x.narrow(1, 3, 8).toFloatArray();
    Arrays32.atHome(x.array());
    Backends.use("onednn", Device.CPU);
    try {
      assertArrayEquals(part, x.narrow(1, 3, 8).toFloatArray());
      assertArrayEquals(expected, x.toFloatArray());
    } finally {
      Backends.use("java", Device.CPU);
    }
  }

  private static float[] random() {
    return Arrays32.values(Arrays32.random(2, 16, 12, 12));
  }
}
