package dev.gradfn.optim;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.TorchException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Parameters that share options: a dictionary in Python, with `params` and the options in order.
/// Schedulers and users change the options between steps.
public final class ParamGroup {
  static final String PARAMS = "params";
  static final String NAMES = "param_names";

  private final Map<String, Object> entries = new LinkedHashMap<>();

  /// @param params tensors, or map entries from a name to a tensor
  public ParamGroup(Iterable<?> params, Option... options) {
    entries.put(PARAMS, params);
    entries.putAll(Option.asMap(options));
  }

  /// @param entries `params` and options that override the defaults, in their order
  public ParamGroup(Map<String, ?> entries) {
    this.entries.putAll(entries);
  }

  /// Takes the parameters out of whatever they came in, and checks that they are some.
  void resolveParams() {
    if (!entries.containsKey(PARAMS)) {
      throw new TorchException(TorchException.Kind.KEY, PARAMS);
    }
    List<Object> tensors = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (Object item : items(entries.get(PARAMS))) {
      if (item instanceof Map.Entry<?, ?> named) {
        names.add((String) named.getKey());
        tensors.add(named.getValue());
      } else {
        tensors.add(item);
      }
    }
    entries.put(PARAMS, tensors);
    if (names.isEmpty()) return;
    if (names.size() != tensors.size()) {
      throw TorchException.value(
          "all optimizer params should be with/without names. Some param names are missing");
    }
    entries.put(NAMES, names);
  }

  private static Iterable<?> items(Object params) {
    return switch (params) {
      case Tensor tensor -> List.of(tensor);
      case Set<?> set when set.iterator().hasNext() && set.iterator().next() instanceof Tensor ->
          throw Errors.type(
              "optimizer parameters need to be organized in ordered collections, but the ordering"
                  + " of tensors in sets will change between runs. Please use a list instead.");
      case Iterable<?> items -> items;
      case null, default ->
          throw Errors.type("'" + PythonText.typeName(params) + "' object is not iterable");
    };
  }

  /// @throws TorchException for what is no tensor, or no leaf
  void requireLeaves(boolean differentiable) {
    for (Object param : (List<?>) entries.get(PARAMS)) {
      if (!(param instanceof Tensor tensor)) {
        throw Errors.type(
            "optimizer can only optimize Tensors, but one of the params is "
                + PythonText.typeName(param));
      }
      if (!differentiable && !tensor.isLeaf()) {
        throw TorchException.value("can't optimize a non-leaf Tensor");
      }
    }
  }

  void setDefaults(Map<String, Object> defaults) {
    defaults.forEach((name, value) -> {
      if (!entries.containsKey(name)) entries.put(name, value);
    });
    entries.replaceAll((name, value) -> Pair.wrapped(value));
  }

  /// The parameters, in order.
  @SuppressWarnings("unchecked")
  public List<Tensor> params() {
    return (List<Tensor>) entries.get(PARAMS);
  }

  public boolean has(String option) {
    return entries.containsKey(option);
  }

  /// @throws IllegalArgumentException if there is no such option
  public Object get(String option) {
    if (has(option)) return entries.get(option);
    throw new IllegalArgumentException("parameter group has no option \"" + option + "\"");
  }

  /// A rate may also be a tensor of one element.
  public double number(String option) {
    return switch (get(option)) {
      case Number number -> number.doubleValue();
      case Boolean flag -> flag ? 1 : 0;
      case Tensor tensor -> tensor.item();
      case null, default ->
          throw new IllegalArgumentException(option + " must be a number, got " + get(option));
    };
  }

  public boolean isSet(String option) {
    return get(option) instanceof Boolean flag && flag;
  }

  public Pair betas() {
    return pair("betas");
  }

  /// An option of two numbers, such as `etas`.
  public Pair pair(String option) {
    return Pair.of(option, get(option));
  }

  /// Sets an option, at the end if it is new.
  public void set(String option, Object value) {
    entries.put(option, value);
  }

  /// The same for a rate; a tensor keeps its identity.
  public void setNumber(String option, double value) {
    if (entries.get(option) instanceof Tensor tensor) tensor.fill_(value);
    else entries.put(option, value);
  }

  /// All entries in order; `params` among them.
  public Map<String, Object> entries() {
    return entries;
  }
}
