package dev.gradfn.yolov5;

import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.nn.ConvNd;
import dev.gradfn.nn.Module;
import dev.gradfn.nn.MultiheadAttention;
import dev.gradfn.nn.ParameterDict;
import dev.gradfn.nn.ParameterList;
import dev.gradfn.nn.Recurrent;
import dev.gradfn.nn.Slot;
import dev.gradfn.nn.TransformerEncoderLayer;
import dev.gradfn.pickle.GlobalName;
import dev.gradfn.pickle.PyDict;
import dev.gradfn.pickle.PyList;
import dev.gradfn.pickle.PyObject;
import dev.gradfn.pickle.PySet;
import dev.gradfn.pickle.PyTuple;
import dev.gradfn.pickle.Reduced;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Describes modules as `torch.save` pickles them: the class by its Python name, and the attributes
/// that an instance has there, in that order. Tensors and children stand in the description as they
/// are.
public final class ModuleRecords {
  private static final GlobalName GETATTR = new GlobalName("__builtin__", "getattr");

  /// What every module has between its buffers and its children.
  private static final List<String> HOOKS =
      List.of(
          "_backward_pre_hooks",
          "_backward_hooks",
          "_is_full_backward_hook",
          "_forward_hooks",
          "_forward_hooks_with_kwargs",
          "_forward_hooks_always_called",
          "_forward_pre_hooks",
          "_forward_pre_hooks_with_kwargs",
          "_state_dict_hooks",
          "_state_dict_pre_hooks",
          "_load_state_dict_pre_hooks",
          "_load_state_dict_post_hooks");

  /// What a network says of its layers, by layer.
  private final Map<Module, Map<String, Object>> ofLayers = new IdentityHashMap<>();

  private YoloVersion rules = YoloVersion.V7_0;

  /// @throws IllegalArgumentException if the module has hooks, which are code
  public PyObject of(Module module) {
    if (!module.forwardHooks().isEmpty() || !module.forwardPreHooks().isEmpty()) {
      throw new IllegalArgumentException(
          module.typeName() + ": has hooks, which cannot be saved; remove them before saving");
    }
    if (module instanceof DetectionModel network) numberLayers(network);
    PyDict state = new PyDict();
    common(module, state);
    attributes(module).forEach((name, value) -> put(state, name, value));
    String className = ClassNames.of(module, rules);
    int dot = className.lastIndexOf('.');
    GlobalName type = new GlobalName(className.substring(0, dot), className.substring(dot + 1));
    return PyObject.of(type, state);
  }

  /// What Python's objects of `root` and the modules below have in `__dict__`, besides what PyTorch
  /// itself keeps there: of each module its own attributes, and of a network's layers where they
  /// stand in it (`i`, `f`, `type`, `np`).
  public static Map<Module, Map<String, Object>> attributesBelow(Module root) {
    ModuleRecords records = new ModuleRecords();
    Map<Module, Map<String, Object>> all = new IdentityHashMap<>();
    for (Module module : root.modules()) {
      if (module instanceof DetectionModel network) records.numberLayers(network);
      Map<String, Object> attributes = records.attributes(module);
      // Training leaves it at the network.
      if (module instanceof DetectionModel network && network.facts().classes() != null) {
        attributes.putIfAbsent("nc", network.facts().classes());
      }
      all.put(module, attributes);
    }
    return all;
  }

  /// Python's full name of a module's class, `models.common.C3`, by the newest version.
  public static String className(Module module) {
    return ClassNames.of(module, YoloVersion.V7_0);
  }

  private static void put(PyDict state, String name, Object value) {
    // Python keeps each name of an attribute once.
    state.put(name.intern(), value instanceof Dims dims ? tuple(dims) : value);
  }

  private static PyTuple tuple(Dims dims) {
    return PyTuple.of(java.util.Arrays.stream(dims.toArray()).boxed().toArray());
  }

  // ---- what all modules have -------------------------------------------------------------------

  private static void common(Module module, PyDict state) {
    put(state, "training", module.isTraining());
    put(state, "_parameters", contents(module.parameterSlots()));
    put(state, "_buffers", contents(module.bufferSlots()));
    PySet notPersistent = new PySet();
    for (String buffer : module.bufferSlots().keySet()) {
      if (!module.isPersistent(buffer)) notPersistent.add(buffer);
    }
    put(state, "_non_persistent_buffers_set", notPersistent);
    for (String hooks : HOOKS) {
      boolean flag = hooks.equals("_is_full_backward_hook");
      put(state, hooks, flag ? null : new PyDict(PyDict.Kind.ORDERED_DICT));
    }
    put(state, "_modules", contents(module.childSlots()));
  }

  private static PyDict contents(Map<String, ? extends Slot<?>> slots) {
    PyDict contents = new PyDict();
    slots.forEach((name, slot) -> put(contents, name, slot.get()));
    return contents;
  }

  // ---- attributes of its own -------------------------------------------------------------------

  private Map<String, Object> attributes(Module module) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    if (module instanceof DetectionModel network) attributes.putAll(ofNetwork(network));
    attributes.putAll(module.attributes());
    attributes.putAll(privateOnes(module));
    if (module instanceof Segment) attributes.put("detect", bound(detect(), "forward"));
    attributes.putAll(ofLayers.getOrDefault(module, Map.of()));
    if (module instanceof Detect head && head.stride() != null) {
      attributes.put("stride", head.stride());
    }
    if (module instanceof Conv conv && conv.isFused()) {
      attributes.put("forward", bound(conv, "forward_fuse"));
    }
    module.plainAttributes().forEach((name, value) -> assign(attributes, name, value));
    return attributes;
  }

  /// What was assigned since is what there is; but what we work out ourselves (`_flat_weights`) and
  /// equal values stay the objects that they were, for they may be shared.
  private static void assign(Map<String, Object> attributes, String name, Object value) {
    boolean derived = name.startsWith("_") && attributes.containsKey(name);
    if (!derived && !Objects.equals(value, attributes.get(name))) attributes.put(name, value);
  }

  /// What a constructor works out and keeps under a private name; forward in Python needs it.
  private static Map<String, Object> privateOnes(Module module) {
    return switch (module) {
      case ConvNd conv -> {
        Dims around = conv.paddingAround();
        boolean named = conv.options().paddingName() != null;
        Object value = named ? list(around) : around;
        yield Map.of("_reversed_padding_repeated_twice", value);
      }
      case MultiheadAttention attention ->
          Map.of(
              "_qkv_same_embed_dim",
              attention.parameterSlots().get("in_proj_weight").get() != null);
      case Recurrent recurrent -> weights(recurrent);
      case ParameterList list -> Map.of("_size", (long) list.size());
      case ParameterDict dict -> {
        PyDict keys = new PyDict();
        for (String key : dict.keys()) put(keys, key, null);
        yield Map.of("_keys", keys);
      }
      case TransformerEncoderLayer layer -> activation(layer);
      default -> Map.of();
    };
  }

  /// A function of Python, and which of the two that a fused kernel knows it is.
  private static Map<String, Object> activation(TransformerEncoderLayer layer) {
    boolean gelu = layer.activation().equals("gelu");
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("activation_relu_or_gelu", gelu ? 2L : 1L);
    String home = gelu ? "torch._C._nn" : "torch.nn.functional";
    attributes.put("activation", new GlobalName(home, layer.activation()));
    return attributes;
  }

  private static PyList list(Dims dims) {
    PyList list = new PyList();
    for (long size : dims.toArray()) list.add(size);
    return list;
  }

  /// The weights by layer and direction, which are what stands behind `_l` in their names.
  private static Map<String, Object> weights(Recurrent recurrent) {
    Map<String, List<Object>> byLayer = new LinkedHashMap<>();
    List<Object> names = new ArrayList<>();
    List<Object> tensors = new ArrayList<>();
    recurrent
        .parameterSlots()
        .forEach((key, slot) -> {
          String name = key.intern();
          String layer = name.substring(name.lastIndexOf("_l"));
          byLayer.computeIfAbsent(layer, _ -> new ArrayList<>()).add(name);
          names.add(name);
          tensors.add(slot.get());
        });
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("_flat_weights_names", names);
    attributes.put("_all_weights", new ArrayList<>(byLayer.values()));
    attributes.put("_flat_weights", tensors);
    return attributes;
  }

  private static GlobalName detect() {
    return new GlobalName("models.yolo", "Detect");
  }

  /// `owner.name`, as pickle writes a method.
  private static Reduced bound(Object owner, String name) {
    return new Reduced(GETATTR, PyTuple.of(owner, name));
  }

  private static Map<String, Object> ofNetwork(DetectionModel network) {
    DetectionModel.Facts facts = network.facts();
    Map<String, Object> kept = network.plainAttributes();
    Map<String, Object> attributes = new LinkedHashMap<>();
    Detect head = network.detect();
    if (head == null) {
      attributes.put("stride", facts.stride());
      attributes.put("save", numbers(network.save()));
      if (facts.classes() != null) attributes.put("nc", facts.classes());
      attributes.put("names", names(facts));
      return attributes;
    }
    attributes.put("yaml", kept.getOrDefault("yaml", yaml(facts)));
    attributes.put("save", numbers(network.save()));
    attributes.put("names", names(facts));
    if (!facts.rules().keepsAnchorGrid()) {
      attributes.put("inplace", kept.getOrDefault("inplace", head.options().inplace()));
    }
    // The one that layers are converted with, `half()`, does not reach the network's own.
    attributes.put("stride", head.stride() == null ? null : head.stride().to(DType.FLOAT32));
    return attributes;
  }

  private static Map<String, Object> yaml(DetectionModel.Facts facts) {
    Map<String, Object> yaml = new LinkedHashMap<>();
    if (facts.classes() != null) yaml.put("nc", (long) facts.classes());
    yaml.put("ch", 3L);
    return yaml;
  }

  /// By number since v7.0.
  private static Object names(DetectionModel.Facts facts) {
    if (facts.rules().compareTo(YoloVersion.V7_0) < 0) return new ArrayList<>(facts.names());
    Map<Object, Object> names = new LinkedHashMap<>();
    for (String name : facts.names()) names.put((long) names.size(), name);
    return names;
  }

  private static List<Object> numbers(List<Integer> numbers) {
    return new ArrayList<>(numbers.stream().map(Integer::longValue).toList());
  }

  private void numberLayers(DetectionModel network) {
    rules = network.facts().rules();
    List<DetectionModel.Row> rows = network.rows();
    int index = 0;
    for (Slot<? extends Module> layer : network.layers().childSlots().values()) {
      DetectionModel.Row row = rows.get(index++);
      Map<String, Object> attributes = new LinkedHashMap<>();
      attributes.put("i", (long) row.index());
      List<Object> from = numbers(row.from().layers());
      attributes.put("f", row.from().asList() ? from : from.get(0));
      attributes.put("type", row.type());
      if (network.detect() != null || !(layer.get() instanceof Classify)) {
        attributes.put("np", row.parameters());
      }
      ofLayers.put(layer.get(), attributes);
    }
  }
}
