package dev.gradfn.optim.schedule;

import dev.gradfn.autograd.TorchException;
import dev.gradfn.optim.Optimizer;
import dev.gradfn.optim.Option;
import dev.gradfn.optim.ParamGroup;
import dev.gradfn.optim.PythonText;
import dev.gradfn.signature.Arguments;
import dev.gradfn.signature.Signature;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Lets the rate rise to `max_lr` and fall far below its start, and the momentum do the opposite;
/// step it after every batch.
public final class OneCycleLR extends LRScheduler {
  static final Signature SIGNATURE =
      Signature.parse(
          "OneCycleLR(optimizer, max_lr, total_steps=None, epochs=None, steps_per_epoch=None,"
              + " pct_start=0.3, anneal_strategy='cos', cycle_momentum=True, base_momentum=0.85,"
              + " max_momentum=0.95, div_factor=25.0, final_div_factor=10000.0, three_phase=False,"
              + " last_epoch=-1)");

  private static final String PHASES = "_schedule_phases";
  private static final String STRATEGY = "_anneal_func_type";

  public OneCycleLR(Optimizer optimizer, Option... options) {
    this(bind(SIGNATURE, optimizer, options));
  }

  OneCycleLR(Arguments given) {
    long steps = totalSteps(given);
    requireShapes(given);
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("total_steps", steps);
    attributes.put(PHASES, phases(given, steps));
    attributes.put(STRATEGY, given.get("anneal_strategy"));
    attributes.put("cycle_momentum", given.get("cycle_momentum"));
    if (given.integer(LAST_EPOCH) == -1) setBounds(given);
    if (given.bool("cycle_momentum")) {
      CycledMomentum momentum = CycledMomentum.of(given);
      attributes.put("use_beta1", momentum.isBeta());
      startMomentum(given, momentum);
    }
    super(given, attributes);
  }

  private static long totalSteps(Arguments given) {
    if (!given.isNone("total_steps")) return positive(given, "total_steps");
    if (!given.isNone("epochs") && !given.isNone("steps_per_epoch")) {
      return positive(given, "epochs") * positive(given, "steps_per_epoch");
    }
    throw TorchException.value(
        "You must define either total_steps OR (epochs AND steps_per_epoch)");
  }

  private static long positive(Arguments given, String name) {
    if (given.get(name) instanceof Long value && value > 0) return value;
    throw TorchException.value(
        "Expected positive integer " + name + ", but got " + PythonText.of(given.get(name)));
  }

  private static void requireShapes(Arguments given) {
    Object start = given.get("pct_start");
    if (!(start instanceof Double share) || share < 0 || share > 1) {
      throw TorchException.value(
          "Expected float between 0 and 1 pct_start, but got " + PythonText.of(start));
    }
    String strategy = given.text("anneal_strategy");
    if (!strategy.equals("cos") && !strategy.equals("linear")) {
      throw TorchException.value(
          "anneal_strategy must be one of 'cos' or 'linear', instead got " + strategy);
    }
  }

  private static List<Map<String, Object>> phases(Arguments given, long steps) {
    double top = given.number("pct_start").doubleValue() * steps;
    Map<String, Object> rise = phase(top - 1, "initial_lr", "max_lr", "max", "base");
    if (!given.bool("three_phase")) {
      return List.of(rise, phase((Long) (steps - 1), "max_lr", "min_lr", "base", "max"));
    }
    return List.of(
        rise,
        phase(2 * top - 2, "max_lr", "initial_lr", "base", "max"),
        phase((Long) (steps - 1), "initial_lr", "min_lr", "max", "max"));
  }

  private static Map<String, Object> phase(
      Number end, String startLr, String endLr, String startMomentum, String endMomentum) {
    Map<String, Object> phase = new LinkedHashMap<>();
    phase.put("end_step", end);
    phase.put("start_lr", startLr);
    phase.put("end_lr", endLr);
    phase.put("start_momentum", startMomentum + "_momentum");
    phase.put("end_momentum", endMomentum + "_momentum");
    return phase;
  }

  private static void setBounds(Arguments given) {
    List<Object> most = PerGroup.values(given, "max_lr");
    List<ParamGroup> groups = PerGroup.groups(given);
    for (int i = 0; i < groups.size(); i++) {
      double first = PerGroup.number(most, i) / given.number("div_factor").doubleValue();
      groups.get(i).set("initial_lr", first);
      groups.get(i).set("max_lr", most.get(i));
      groups.get(i).set("min_lr", first / given.number("final_div_factor").doubleValue());
    }
  }

  private static void startMomentum(Arguments given, CycledMomentum momentum) {
    List<Object> most = PerGroup.values(given, "max_momentum");
    List<Object> least = PerGroup.values(given, "base_momentum");
    if (given.integer(LAST_EPOCH) != -1) return;
    List<ParamGroup> groups = PerGroup.groups(given);
    for (int i = 0; i < groups.size(); i++)
      momentum.start(groups.get(i), most.get(i), least.get(i));
  }

  @Override
  double next(int index, double lr) {
    if (epoch() > number("total_steps")) {
      throw TorchException.value(
          "Tried to step "
              + PythonText.of(get(LAST_EPOCH))
              + " times. The specified number of total steps is "
              + PythonText.of(get("total_steps")));
    }
    ParamGroup group = groups().get(index);
    List<?> phases = (List<?>) get(PHASES);
    double start = 0;
    int i = 0;
    while (i < phases.size() - 1 && epoch() > end(phases.get(i))) start = end(phases.get(i++));
    Map<?, ?> phase = (Map<?, ?>) phases.get(i);
    double share = (epoch() - start) / (end(phase) - start);
    if (isSet("cycle_momentum")) {
      double momentum = between(group, phase, "momentum", share);
      new CycledMomentum(isSet("use_beta1")).set(group, momentum);
    }
    return between(group, phase, "lr", share);
  }

  private static double end(Object phase) {
    return ((Number) ((Map<?, ?>) phase).get("end_step")).doubleValue();
  }

  private double between(ParamGroup group, Map<?, ?> phase, String what, double share) {
    double start = group.number((String) phase.get("start_" + what));
    double end = group.number((String) phase.get("end_" + what));
    if (get(STRATEGY).equals("linear")) return (end - start) * share + start;
    return end + (start - end) / 2 * (1 + Math.cos(Math.PI * share));
  }
}
