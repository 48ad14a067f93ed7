package dev.gradfn.nn;

import static dev.gradfn.GoldenValues.assertValues;
import static dev.gradfn.GoldenValues.fill;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.Dims;
import org.junit.jupiter.api.Test;

/// Ports of programs in `golden/modules/structure.json`.
class FusionTest {

  private static <M extends Module> M ready(M module, int k) {
    module.toDouble();
    fill(module, k);
    module.eval();
    return module;
  }

  private static <N extends BatchNorm> N norm(N norm) {
    ready(norm, 4);
    fill(norm.runningMean().get(), 0, 2);
    fill(norm.runningVar().get(), 0, 1);
    norm.runningVar().set(norm.runningVar().get().abs());
    return norm;
  }

  @Test
  void a_convolution_takes_its_norm_in() {
    Conv2d conv = ready(new Conv2d(2, 3, ConvNd.Options.kernel(Dims.of(2, 2))), 0);
    Conv2d fused = Fusion.fuseConvBnEval(conv, norm(new BatchNorm2d(3)));
    assertValues(fused.bias().get(), 0.426073052, -0.96050574, 2.025180737);
    assertValues(
        fused.weight().get().select(0, 0).select(0, 0),
        0.001403609,
        -0.547407504,
        1.093411398,
        -0.240017136);
    assertEquals("Conv2d(2, 3, kernel_size=(2, 2), stride=(1, 1))", fused.toString());
    assertFalse(fused.isTraining());
  }

  @Test
  void a_bias_that_was_not_there_requires_no_grad() {
    ConvNd.Options options =
        ConvNd.Options.kernel(Dims.of(3, 3))
            .withStride(Dims.of(2, 2))
            .withPadding(Dims.of(1, 1))
            .withBias(false);
    Conv2d conv = ready(new Conv2d(2, 2, options), 0);
    BatchNorm2d norm = norm(new BatchNorm2d(2, new RunningNorm.Options(0.001, 0.03, true, true)));
    Conv2d fused = Fusion.fuseConvBnEval(conv, norm);
    assertValues(fused.bias().get(), 0.283582171, -1.922137319);
    assertTrue(fused.weight().get().requiresGrad());
    assertFalse(fused.bias().get().requiresGrad());
    assertNull(conv.bias().get());
  }

  @Test
  void a_linear_layer_takes_its_norm_in() {
    Linear linear = ready(new Linear(2, 3), 0);
    Linear fused = Fusion.fuseLinearBnEval(linear, norm(new BatchNorm1d(3)));
    assertValues(fused.bias().get(), 0.426073052, -0.96050574, 2.025180737);
    assertValues(
        fused.weight().get(),
        0.001403609,
        -0.547407504,
        -1.526504391,
        0.33508633,
        1.4511375,
        -2.4591598);
  }

  @Test
  void a_transposed_weight_has_its_outputs_second() {
    ConvTranspose2d conv =
        ready(new ConvTranspose2d(2, 3, ConvNd.Options.kernel(Dims.of(2, 2)).withBias(false)), 0);
    Fusion.Norm norm =
        new Fusion.Norm(
            Tensor.of(new double[] {0.5, -1, 0}, 3),
            Tensor.of(new double[] {1, 2, 0.25}, 3),
            1e-5,
            Tensor.of(new double[] {1, 2, -1}, 3),
            Tensor.of(new double[] {0, 0.5, 1}, 3));
    Fusion.Weights fused = Fusion.fuseConvBnWeights(conv.weight().get(), null, norm, true);
    assertValues(
        fused.weight().select(0, 0).select(1, 0).select(1, 0),
        0.001953115,
        1.546792217,
        -0.476552969);
    assertValues(fused.weight().select(0, 1).select(0, 2).select(1, 0), -3.132749846, -2.277298204);
  }

  @Test
  void a_layer_in_training_is_refused() {
    Conv2d conv = new Conv2d(1, 1, ConvNd.Options.kernel(Dims.of(1, 1)));
    BatchNorm2d norm = new BatchNorm2d(1);
    norm.eval();
    TorchException e = assertThrows(TorchException.class, () -> Fusion.fuseConvBnEval(conv, norm));
    assertEquals(TorchException.Kind.ASSERTION, e.kind());
    assertEquals("Fusion only for eval!", e.getMessage());
  }
}
