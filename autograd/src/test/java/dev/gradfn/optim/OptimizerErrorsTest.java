package dev.gradfn.optim;

import static dev.gradfn.optim.Option.annealEpochs;
import static dev.gradfn.optim.Option.annealStrategy;
import static dev.gradfn.optim.Option.lr;
import static dev.gradfn.optim.Option.maxLr;
import static dev.gradfn.optim.Option.stepSize;
import static dev.gradfn.optim.Option.swaLr;
import static dev.gradfn.optim.Option.totalSteps;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.gradfn.autograd.Parameter;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.autograd.TorchException.Kind;
import dev.gradfn.autograd.Warnings;
import dev.gradfn.optim.schedule.OneCycleLR;
import dev.gradfn.optim.schedule.SWALR;
import dev.gradfn.optim.schedule.ScheduleTable;
import dev.gradfn.optim.schedule.StepLR;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Wrong arguments of optimisers and schedulers, in the words that `golden/errors` and
/// `golden/training/programs.json` record.
class OptimizerErrorsTest {
  private final Parameter p = new Parameter(Tensor.of(1));

  private static void assertFails(Kind kind, String message, Executable run) {
    TorchException e = assertThrows(TorchException.class, run);
    assertEquals(kind, e.kind());
    assertEquals(message, e.getMessage());
  }

  private SGD sgd() {
    return new SGD(List.of(p), lr(0.1));
  }

  private static Object value(String text) {
    if (text.matches("-?\\d+")) return Long.valueOf(text);
    return text.matches("-?\\d+\\.\\d+") ? (Object) Double.valueOf(text) : text;
  }

  @ParameterizedTest
  @CsvSource({
    "SGD, lr, -1.0, Invalid learning rate: -1.0",
    "SGD, momentum, -1, Invalid momentum value: -1",
    "SGD, weight_decay, -0.5, Invalid weight_decay value: -0.5",
    "Adam, lr, -1.0, Invalid learning rate: -1.0",
    "Adam, weight_decay, -0.1, Invalid weight_decay value: -0.1",
    "AdamW, eps, -1.0, Invalid epsilon value: -1.0",
    "RMSprop, alpha, -1, Invalid alpha value: -1",
    "Adagrad, lr_decay, -1, Invalid lr_decay value: -1",
    "Adadelta, rho, 2, Invalid rho value: 2",
  })
  void a_value_out_of_its_range(String optimizer, String option, String value, String message) {
    Map<String, Object> options = Map.of(option, value(value));
    assertFails(
        Kind.VALUE,
        message,
        () -> OptimizerTable.find(optimizer).make(List.of(List.of(p)), options));
  }

  @ParameterizedTest
  @CsvSource({
    "LinearLR, start_factor, 0.0, Starting multiplicative factor expected to be greater than 0 and"
        + " less or equal to 1.",
    "ConstantLR, factor, 2.0, Constant multiplicative factor expected to be between 0 and 1.",
    "ReduceLROnPlateau, factor, 1.0, Factor should be < 1.0.",
    "ReduceLROnPlateau, mode, low, mode low is unknown!",
    "CosineAnnealingWarmRestarts, T_0, 0, 'Expected positive integer T_0, but got 0'",
    "OneCycleLR, max_lr, 0.1, You must define either total_steps OR (epochs AND steps_per_epoch)",
  })
  void a_schedule_that_cannot_be(String schedule, String option, String value, String message) {
    Map<String, Object> options = Map.of(option, value(value));
    assertFails(
        Kind.VALUE, message, () -> ScheduleTable.find(schedule).make(List.of(sgd()), options));
  }

  @Test
  void betas_are_shares() {
    assertFails(
        Kind.VALUE,
        "Invalid beta parameter at index 0: 1.0",
        () -> new Adam(List.of(p), Option.betas(1.0, 0.9)));
    assertFails(
        Kind.VALUE,
        "Invalid beta parameter at index 1: -0.1",
        () -> new Adam(List.of(p), Option.betas(0.9, -0.1)));
  }

  @Test
  void parameters_must_be_leaves_in_an_order_and_once() {
    assertFails(
        Kind.VALUE, "optimizer got an empty parameter list", () -> new SGD(List.of(), lr(0.1)));
    assertFails(
        Kind.VALUE, "can't optimize a non-leaf Tensor", () -> new SGD(List.of(p.mul(2)), lr(0.1)));
    assertFails(
        Kind.TYPE,
        "optimizer can only optimize Tensors, but one of the params is int",
        () -> new SGD(List.of(3L), lr(0.1)));
    assertFails(
        Kind.TYPE,
        "params argument given to the optimizer should be an iterable of Tensors or dicts, but got"
            + " torch.FloatTensor",
        () -> OptimizerTable.find("SGD").make(List.of(p), Map.of()));
    assertFails(
        Kind.VALUE,
        "some parameters appear in more than one parameter group",
        () -> new SGD(List.of(Map.of("params", List.of(p)), Map.of("params", List.of(p)))));
    assertFails(
        Kind.TYPE,
        "optimizer parameters need to be organized in ordered collections, but the ordering of"
            + " tensors in sets will change between runs. Please use a list instead.",
        () -> new SGD(List.of(Map.of("params", Set.of(p)))));
    assertFails(Kind.KEY, "params", () -> new SGD(List.of(Map.of("lr", 0.1))));
  }

  @Test
  void options_that_do_not_go_together() {
    assertFails(
        Kind.VALUE,
        "Nesterov momentum requires a momentum and zero dampening",
        () -> new SGD(List.of(p), Option.nesterov(true)));
    assertFails(
        Kind.VALUE,
        "LBFGS doesn't support per-parameter options (parameter groups)",
        () ->
            new LBFGS(
                List.of(
                    Map.of("params", List.of(p)),
                    Map.of("params", List.of(new Parameter(Tensor.of(1)))))));
  }

  @Test
  void the_decay_of_adamw_is_always_decoupled() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new AdamW(List.of(p), Option.decoupledWeightDecay(false)));
    assertEquals(
        "AdamW.__init__() got an unexpected keyword argument 'decoupled_weight_decay'",
        e.getMessage());
    AdamW adamW = new AdamW(List.of(p));
    adamW.loadStateDict(new Adam(List.of(p)).stateDict());
    assertEquals(true, adamW.paramGroups().getFirst().get("decoupled_weight_decay"));
  }

  @Test
  void a_state_of_another_size() {
    SGD two = new SGD(List.of(p, new Parameter(Tensor.of(1))), lr(0.1));
    assertFails(
        Kind.VALUE,
        "loaded state dict contains a parameter group that doesn't match the size of optimizer's"
            + " group",
        () -> sgd().loadStateDict(two.stateDict()));
  }

  @Test
  void a_schedule_past_its_end() {
    SGD optimizer = new SGD(List.of(p), lr(0.1), Option.momentum(0.9));
    OneCycleLR schedule = new OneCycleLR(optimizer, maxLr(0.1), totalSteps(2));
    optimizer.step();
    schedule.step();
    assertFails(
        Kind.VALUE,
        "Tried to step 3 times. The specified number of total steps is 2",
        () -> {
          schedule.step();
          schedule.step();
        });
  }

  @Test
  void stepping_a_schedule_first_warns() {
    List<String> warnings = new ArrayList<>();
    Warnings.Handler before = Warnings.setHandler((category, text) -> warnings.add(text));
    try {
      new StepLR(sgd(), stepSize(1)).step();
    } finally {
      Warnings.setHandler(before);
    }
    assertEquals(1, warnings.size());
    assertEquals(0, warnings.getFirst().indexOf("Detected call of `lr_scheduler.step()` before"));
  }

  @Test
  void the_rate_of_stochastic_weight_averaging() {
    SGD optimizer = new SGD(List.of(p), lr(1));
    SWALR schedule = new SWALR(optimizer, swaLr(0.2), annealEpochs(4), annealStrategy("linear"));
    double[] rates = new double[6];
    for (int i = 0; i < rates.length; i++) {
      optimizer.step();
      schedule.step();
      rates[i] = schedule.lastLr().getFirst();
    }
    assertArrayEquals(new double[] {0.8, 0.6, 0.4, 0.2, 0.2, 0.2}, rates, 1e-12);
    assertFails(
        Kind.VALUE,
        "anneal_strategy must by one of 'cos' or 'linear', instead got steps",
        () -> new SWALR(optimizer, swaLr(0.2), annealStrategy("steps")));
  }
}
