package dev.gradfn.onednn;

import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.Operations;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.Torch;
import dev.gradfn.core.Dims;
import dev.gradfn.nn.LayerNorm;
import dev.gradfn.nn.Linear;
import dev.gradfn.onednn.BothKernels.Named;
import dev.gradfn.op.Softmax;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What transformers and classifiers are made of: taken, and as the Java kernels have it.
class RowsTest {
  private static final Dims ROWS = Dims.of(2 * 16, 12 * 12);

  private static Named onRows(Named named) {
    return new Named(named.name(), x -> named.function().apply(x.reshape(ROWS)));
  }

  private static Named softmax(Softmax.Kind kind, int dim) {
    var op = new Softmax(kind, dim);
    return new Named(op.toString(), x -> Operations.apply(op, x));
  }

  private static float[] random() {
    return Arrays32.values(Arrays32.random(2, 16, 12, 12));
  }

  @ParameterizedTest
  @EnumSource(names = "LOG", mode = EnumSource.Mode.EXCLUDE)
  void softmax_along_any_dimension(Softmax.Kind kind) {
    for (int dim = 0; dim < 4; dim++) BothKernels.agree(softmax(kind, dim), random(), true);
    BothKernels.agree(softmax(kind, 1), random(), false, "channels_last");
    BothKernels.agree(onRows(softmax(kind, 1)), random(), false, "native");
  }

  /// Masks are −∞; a line of nothing else, or with a nan or +∞, is left to Java.
  @ParameterizedTest
  @EnumSource(names = "LOG", mode = EnumSource.Mode.EXCLUDE)
  void softmax_of_what_is_not_finite(Softmax.Kind kind) {
    float[] masked = random();
    for (int i = 0; i < masked.length; i += 3) masked[i] = Float.NEGATIVE_INFINITY;
    BothKernels.agree(onRows(softmax(kind, 1)), masked, false, "native");
    float[] wholeLine = random();
    Arrays.fill(wholeLine, 144, 288, Float.NEGATIVE_INFINITY);
    BothKernels.agree(onRows(softmax(kind, 1)), wholeLine, false, "plain");
    for (float special : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      float[] values = random();
      values[1000] = special;
      BothKernels.agree(onRows(softmax(kind, 1)), values, false, "plain");
    }
  }

  @Test
  void layer_normalization() {
    LayerNorm affine = new LayerNorm(144);
    Tensor weight = affine.parameters().iterator().next();
    Autograd.noGrad(() -> weight.mul_(1.7));
    LayerNorm plain = new LayerNorm(Dims.of(144), 1e-3, false, false);
    for (LayerNorm layer : List.of(affine, plain)) {
      BothKernels.agree(onRows(Named.layer(layer)), random(), false, "native");
    }
    float[] values = random();
    values[5] = Float.NaN;
    values[1000] = Float.POSITIVE_INFINITY;
    BothKernels.agree(onRows(Named.layer(affine)), values, false);
  }

  @Test
  void linear_layers_with_their_bias() {
    Torch.manualSeed(5);
    Named linear = Named.layer(new Linear(144, 128));
    BothKernels.agree(onRows(linear), random(), false, "native");
  }

  @Test
  void rows_and_columns() {
    Tensor perRow = Tensor.zeros(32, 1).add(0.25);
    Tensor perColumn = Tensor.zeros(144).add(0.25);
    List<Named> functions =
        List.of(
            new Named("minus row", x -> x.sub(perRow)),
            new Named("times row", x -> x.mul(perRow)),
            new Named("largest of row", x -> x.maximum(perRow)),
            new Named("divided by column", x -> x.div(perColumn)),
            new Named("from its mean", x -> x.sub(x.sum(Dims.of(1), true).div(144))));
    for (Named named : functions) BothKernels.agree(onRows(named), random(), false, "native");
  }
}
