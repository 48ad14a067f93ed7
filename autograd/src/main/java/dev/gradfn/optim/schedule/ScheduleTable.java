package dev.gradfn.optim.schedule;

import dev.gradfn.signature.Arguments;
import dev.gradfn.signature.Signature;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// All schedules by PyTorch's names, with their constructors in PyTorch's notation: what
/// [dev.gradfn.optim.OptimizerTable] is for optimisers.
public final class ScheduleTable {

  /// A constructor: its signature and what it makes.
  public record Row(Signature signature, Function<Arguments, Scheduler> builder) {

    /// Calls the constructor as Python does.
    public Scheduler make(List<?> args, Map<String, ?> kwargs) {
      return builder.apply(signature.bind(args, kwargs));
    }
  }

  private static final Map<String, Row> ROWS = new LinkedHashMap<>();

  static {
    row(LambdaLR.SIGNATURE, LambdaLR::new);
    row(MultiplicativeLR.SIGNATURE, MultiplicativeLR::new);
    row(StepLR.SIGNATURE, StepLR::new);
    row(MultiStepLR.SIGNATURE, MultiStepLR::new);
    row(ConstantLR.SIGNATURE, ConstantLR::new);
    row(LinearLR.SIGNATURE, LinearLR::new);
    row(ExponentialLR.SIGNATURE, ExponentialLR::new);
    row(PolynomialLR.SIGNATURE, PolynomialLR::new);
    row(CosineAnnealingLR.SIGNATURE, CosineAnnealingLR::new);
    row(CosineAnnealingWarmRestarts.SIGNATURE, CosineAnnealingWarmRestarts::new);
    row(OneCycleLR.SIGNATURE, OneCycleLR::new);
    row(CyclicLR.SIGNATURE, CyclicLR::new);
    row(SWALR.SIGNATURE, SWALR::new);
    row(ReduceLROnPlateau.SIGNATURE, ReduceLROnPlateau::new);
    row(SequentialLR.SIGNATURE, SequentialLR::new);
    row(ChainedScheduler.SIGNATURE, ChainedScheduler::new);
  }

  private ScheduleTable() {}

  private static void row(Signature signature, Function<Arguments, Scheduler> builder) {
    ROWS.put(signature.name(), new Row(signature, builder));
  }

  public static Set<String> names() {
    return ROWS.keySet();
  }

  /// @param name `StepLR`
  /// @return null if there is no such schedule
  public static Row find(String name) {
    return ROWS.get(name);
  }
}
