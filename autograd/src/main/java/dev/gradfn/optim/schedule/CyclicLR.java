package dev.gradfn.optim.schedule;

import dev.gradfn.autograd.TorchException;
import dev.gradfn.optim.Optimizer;
import dev.gradfn.optim.Option;
import dev.gradfn.optim.ParamGroup;
import dev.gradfn.signature.Arguments;
import dev.gradfn.signature.Signature;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;

/// Moves the rate up and down between `base_lr` and `max_lr`, with a scale that may shrink by cycle
/// or by step; step it after every batch.
public final class CyclicLR extends LRScheduler {
  static final Signature SIGNATURE =
      Signature.parse(
          "CyclicLR(optimizer, base_lr, max_lr, step_size_up=2000, step_size_down=None,"
              + " mode='triangular', gamma=1.0, scale_fn=None, scale_mode='cycle',"
              + " cycle_momentum=True, base_momentum=0.8, max_momentum=0.9, last_epoch=-1)");

  private static final List<String> MODES = List.of("triangular", "triangular2", "exp_range");

  /// Null: as the mode says.
  private final DoubleUnaryOperator customScale;

  public CyclicLR(Optimizer optimizer, Option... options) {
    this(bind(SIGNATURE, optimizer, options));
  }

  CyclicLR(Arguments given) {
    List<Object> baseLrs = PerGroup.values(given, "base_lr");
    List<ParamGroup> groups = PerGroup.groups(given);
    boolean fresh = given.integer(LAST_EPOCH) == -1;
    for (int i = 0; fresh && i < groups.size(); i++) {
      groups.get(i).setNumber("lr", PerGroup.number(baseLrs, i));
    }
    this.customScale = (DoubleUnaryOperator) given.get("scale_fn");
    super(given, attributes(given));
    setBaseLrs(baseLrs);
  }

  private static Map<String, Object> attributes(Arguments given) {
    Map<String, Object> attributes = attributes(given, new String[0]);
    double up = given.number("step_size_up").doubleValue();
    double down =
        given.isNone("step_size_down") ? up : given.number("step_size_down").doubleValue();
    attributes.put("max_lrs", PerGroup.values(given, "max_lr"));
    attributes.put("total_size", up + down);
    attributes.put("step_ratio", up / (up + down));
    if (!MODES.contains(given.text("mode")) && given.isNone("scale_fn")) {
      throw TorchException.value("mode is invalid and scale_fn is None");
    }
    attributes.putAll(attributes(given, "mode", "gamma"));
    attributes.put("scale_mode", scaleMode(given));
    attributes.put("cycle_momentum", given.get("cycle_momentum"));
    if (given.bool("cycle_momentum")) startMomentum(given, attributes);
    return attributes;
  }

  private static String scaleMode(Arguments given) {
    if (!given.isNone("scale_fn")) return given.text("scale_mode");
    return given.text("mode").equals("exp_range") ? "iterations" : "cycle";
  }

  private static void startMomentum(Arguments given, Map<String, Object> attributes) {
    CycledMomentum momentum = CycledMomentum.of(given);
    List<Object> least = PerGroup.values(given, "base_momentum");
    List<Object> most = PerGroup.values(given, "max_momentum");
    attributes.put("use_beta1", momentum.isBeta());
    attributes.put("base_momentums", least);
    attributes.put("max_momentums", most);
    if (given.integer(LAST_EPOCH) != -1) return;
    List<ParamGroup> groups = PerGroup.groups(given);
    for (int i = 0; i < groups.size(); i++)
      momentum.start(groups.get(i), most.get(i), least.get(i));
  }

  @Override
  double next(int group, double lr) {
    double cycle = Math.floor(1 + epoch() / number("total_size"));
    double place = 1 + epoch() / number("total_size") - cycle;
    double ratio = number("step_ratio");
    double height = place <= ratio ? place / ratio : (place - 1) / (ratio - 1);
    double scale = scale(get("scale_mode").equals("cycle") ? cycle : epoch());
    if (isSet("cycle_momentum")) {
      double most = PerGroup.number((List<?>) get("max_momentums"), group);
      double least = PerGroup.number((List<?>) get("base_momentums"), group);
      CycledMomentum momentum = new CycledMomentum(isSet("use_beta1"));
      momentum.set(groups().get(group), most - (most - least) * height * scale);
    }
    double most = PerGroup.number((List<?>) get("max_lrs"), group);
    return baseLr(group) + (most - baseLr(group)) * height * scale;
  }

  private double scale(double x) {
    if (customScale != null) return customScale.applyAsDouble(x);
    return switch ((String) get("mode")) {
      case "triangular2" -> 1 / Math.pow(2, x - 1);
      case "exp_range" -> Math.pow(number("gamma"), x);
      default -> 1;
    };
  }

  @Override
  public Map<String, Object> stateDict() {
    Map<String, Object> state = super.stateDict();
    state.put("_scale_fn_custom", null);
    return state;
  }
}
