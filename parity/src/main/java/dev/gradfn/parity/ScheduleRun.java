package dev.gradfn.parity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gradfn.autograd.Parameter;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.optim.Optimizer;
import dev.gradfn.optim.OptimizerTable;
import dev.gradfn.optim.ParamGroup;
import dev.gradfn.optim.schedule.LRScheduler;
import dev.gradfn.optim.schedule.ReduceLROnPlateau;
import dev.gradfn.optim.schedule.ScheduleTable;
import dev.gradfn.optim.schedule.Scheduler;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongToDoubleFunction;

/// A schedule of learning rates: rates and momenta after each step, state at the end.
final class ScheduleRun {
  private final JsonNode golden;
  private final JsonNode lambdas;
  private final Tolerance tolerance;

  ScheduleRun(GoldenFile file, JsonNode golden) {
    this.golden = golden;
    this.lambdas = file.json().path("lambdas");
    JsonNode own = file.json().path("tolerance");
    this.tolerance = new Tolerance(own.path("rtol").asDouble(), own.path("atol").asDouble());
  }

  String problem() {
    Optimizer optimizer = optimizer();
    Scheduler scheduler = scheduler(golden, optimizer);
    String problem = rates(0, optimizer);
    for (int i = 0; i < golden.path("steps").asInt() && problem == null; i++) {
      optimizer.step();
      step(scheduler, i);
      problem = rates(i + 1, optimizer);
      if (problem == null) problem = badEpochs(scheduler, i);
    }
    return problem != null ? problem : end(scheduler, optimizer);
  }

  private Optimizer optimizer() {
    JsonNode wanted = golden.path("optimizer");
    List<Object> groups = new ArrayList<>();
    for (JsonNode lr : wanted.path("lrs")) {
      Map<String, Object> group = new LinkedHashMap<>();
      group.put("params", List.of(new Parameter(Tensor.ones(1))));
      group.put("lr", lr.asDouble());
      groups.add(group);
    }
    Map<String, Object> kwargs = new LinkedHashMap<>();
    kwargs.put("lr", wanted.path("lrs").path(0).asDouble());
    if (wanted.has("momentum")) kwargs.put("momentum", wanted.path("momentum").asDouble());
    return OptimizerTable.find(wanted.path("class").asText()).make(List.of(groups), kwargs);
  }

  private Scheduler scheduler(JsonNode described, Optimizer optimizer) {
    Map<String, Object> kwargs = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : described.path("kwargs").properties()) {
      kwargs.put(entry.getKey(), argument(entry.getValue(), optimizer));
    }
    kwargs.put("optimizer", optimizer);
    return ScheduleTable.find(described.path("class").asText()).make(List.of(), kwargs);
  }

  private Object argument(JsonNode value, Optimizer optimizer) {
    if (value.has("class")) return scheduler(value, optimizer);
    if (value.has("lambda")) return lambda(value);
    if (!value.has("list")) return new GoldenArguments(List.of()).decode(value);
    List<Object> items = new ArrayList<>();
    for (JsonNode item : value.path("list")) items.add(argument(item, optimizer));
    return items;
  }

  private LongToDoubleFunction lambda(JsonNode value) {
    String formula = lambdas.path(value.path("lambda").asText()).asText();
    Map<String, Object> constants =
        new GoldenArguments(List.of()).decodeAll(value.path("constants"));
    Map<String, Double> numbers = new LinkedHashMap<>();
    constants.forEach((name, number) -> numbers.put(name, ((Number) number).doubleValue()));
    return switch (formula) {
      case "base ** e" -> e -> Math.pow(numbers.get("base"), e);
      case "(1 - e / epochs) * (1.0 - lrf) + lrf" ->
          e -> (1 - e / numbers.get("epochs")) * (1 - numbers.get("lrf")) + numbers.get("lrf");
      case "((1 - cos(e * pi / steps)) / 2) * (y2 - y1) + y1" ->
          e ->
              (1 - Math.cos(e * Math.PI / numbers.get("steps")))
                      / 2
                      * (numbers.get("y2") - numbers.get("y1"))
                  + numbers.get("y1");
      case "1 / (1 + k * e)" -> e -> 1 / (1 + numbers.get("k") * e);
      default -> throw new IllegalArgumentException("lambda \"" + formula + "\"");
    };
  }

  private void step(Scheduler scheduler, int i) {
    if (golden.has("metrics")) {
      ((ReduceLROnPlateau) scheduler).step(GoldenArguments.number(golden.path("metrics").get(i)));
    } else if (golden.has("step_arguments")) {
      JsonNode argument = golden.path("step_arguments").get(i);
      Number epoch =
          argument.isIntegralNumber() ? (Number) argument.asLong() : (Number) argument.asDouble();
      ((LRScheduler) scheduler).step(epoch);
    } else {
      scheduler.step();
    }
  }

  private String badEpochs(Scheduler scheduler, int i) {
    if (!golden.has("bad_epochs")) return null;
    long expected = golden.path("bad_epochs").get(i).asLong();
    long found = ((ReduceLROnPlateau) scheduler).badEpochs();
    return expected == found
        ? null
        : "bad epochs " + i + ": expected " + expected + ", got " + found;
  }

  private String rates(int i, Optimizer optimizer) {
    List<ParamGroup> groups = optimizer.paramGroups();
    for (int g = 0; g < groups.size(); g++) {
      double lr = groups.get(g).number("lr");
      String problem = number("lr " + i + " of group " + g, golden.path("lrs").path(i).path(g), lr);
      if (problem == null && golden.path("momenta").isArray()) {
        problem =
            number(
                "momentum " + i + " of group " + g,
                golden.path("momenta").path(i).path(g),
                momentum(groups.get(g)));
      }
      if (problem != null) return problem;
    }
    return null;
  }

  private static double momentum(ParamGroup group) {
    return group.has("betas") ? group.betas().first().doubleValue() : group.number("momentum");
  }

  private String number(String what, JsonNode expected, double actual) {
    if (tolerance.agree(GoldenArguments.number(expected), actual)) return null;
    return what + ": expected " + expected + ", got " + actual;
  }

  private String end(Scheduler scheduler, Optimizer optimizer) {
    List<Double> lastLr = scheduler.lastLr();
    for (int g = 0; g < lastLr.size(); g++) {
      String problem = number("last lr", golden.path("last_lr").path(g), lastLr.get(g));
      if (problem != null) return problem;
    }
    Map<String, Object> state = scheduler.stateDict();
    state.remove("_schedulers");
    GoldenValue values = new GoldenValue(tolerance);
    String problem = values.differenceOfOptions("state_dict", golden.path("state_dict"), state);
    for (int g = 0; g < optimizer.paramGroups().size() && problem == null; g++) {
      Map<String, Object> entries = new LinkedHashMap<>(optimizer.paramGroups().get(g).entries());
      entries.remove("params");
      problem =
          values.differenceOfOptions("group " + g, golden.path("group_options").path(g), entries);
    }
    return problem;
  }
}
