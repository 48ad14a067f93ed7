package dev.gradfn.optim;

import static dev.gradfn.GoldenValues.assertValues;
import static dev.gradfn.GoldenValues.fill;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.nn.BatchNorm1d;
import dev.gradfn.nn.Linear;
import dev.gradfn.nn.Module;
import dev.gradfn.nn.RunningNorm;
import dev.gradfn.nn.Sequential;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Ports of programs in `golden/training/programs.json`.
class AveragedModelTest {
  private final Linear linear = new Linear(2, 2);
  private final BatchNorm1d norm = new BatchNorm1d(2);
  private final Module model = fill(new Sequential(List.of(linear, norm)).toDouble(), 0);

  private void change() {
    try (var _ = Autograd.noGrad()) {
      model.parameters().forEach(parameter -> parameter.add_(1));
      norm.runningMean().get().add_(2);
    }
  }

  private Tensor weight(Module averaged) {
    return averaged.getParameter("0.weight");
  }

  private AveragedModel updated(Averaging averaging) {
    AveragedModel averaged = new AveragedModel(model, averaging, false);
    for (int i = 0; i < 3; i++) {
      change();
      averaged.updateParameters(model);
    }
    assertValues(averaged.module().getBuffer("1.running_mean"), 6, 6);
    assertEquals(3, averaged.averagedCount());
    return averaged;
  }

  @Test
  void the_plain_average() {
    double[] expected = {2.001953125, 1.23828125, 3.521484375, 1.666015625};
    AveragedModel averaged = updated(Averaging.equal());
    assertValues(weight(averaged.module()), expected);
    assertEquals("n_averaged", averaged.stateDict().keySet().iterator().next());
    assertTrue(averaged.stateDict().containsKey("module.0.weight"));
  }

  @Test
  void exponential_averages() {
    assertValues(
        weight(updated(Averaging.exponentialByLerp(0.9)).module()),
        1.291953125,
        0.52828125,
        2.811484375,
        0.956015625);
    fill(model, 0);
    norm.resetRunningStats();
    assertValues(
        weight(updated(Averaging.exponential(0.5)).module()),
        2.251953125,
        1.48828125,
        3.771484375,
        1.916015625);
    assertThrows(TorchException.class, () -> Averaging.exponential(1.5));
  }

  @Test
  void integer_buffers_are_averaged_by_the_formula_only() {
    BatchNorm1d counted = new BatchNorm1d(2);
    AveragedModel averaged = new AveragedModel(counted, Averaging.equal(), true);
    AveragedModel byLerp = new AveragedModel(counted, Averaging.equalByLerp(), true);
    averaged.updateParameters(counted);
    byLerp.updateParameters(counted);
    counted.getBuffer("num_batches_tracked").add_(7);
    averaged.updateParameters(counted);
    assertValues(averaged.module().getBuffer("num_batches_tracked"), 3);
    TorchException e = assertThrows(TorchException.class, () -> byLerp.updateParameters(counted));
    assertTrue(e.getMessage().startsWith("Integer division with addcdiv is no longer supported"));
  }

  @Test
  void statistics_of_batch_norms_are_computed_anew() {
    norm.runningMean().get().fill_(100);
    AveragedModel.updateBatchNorms(
        List.of(
            Tensor.of(new double[] {1, 2, 3, -1}, 2, 2),
            Tensor.of(new double[] {0, 1, 1, 1, 2, 0.5}, 3, 2)),
        model);
    assertValues(norm.runningMean().get(), -0.3056640625, 1.1005859375);
    assertValues(norm.runningVar().get(), 1.3345012665, 5.3794913292);
    assertValues(norm.getBuffer("num_batches_tracked"), 2);
    assertEquals(0.1, norm.momentum());
    norm.setMomentum(null);
    AveragedModel.updateBatchNorms(List.of(), model);
    assertNull(norm.momentum());
    assertEquals(new RunningNorm.Options(1e-5, null, true, true), norm.options());
  }

  @Test
  void yolov5s_average_starts_with_a_low_decay() {
    ModelEma ema = new ModelEma(model);
    double before = weight(model).select(0, 0).select(0, 0).item();
    change();
    ema.update(model);
    double decay = 0.9999 * (1 - Math.exp(-1 / 2000.0));
    assertEquals(decay, ema.decay());
    Tensor average = weight(ema.module());
    assertEquals(before + 1 - decay, average.select(0, 0).select(0, 0).item(), 1e-9);
    assertEquals(false, average.requiresGrad());
  }
}
