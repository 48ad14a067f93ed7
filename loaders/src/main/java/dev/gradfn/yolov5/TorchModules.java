package dev.gradfn.yolov5;

import dev.gradfn.autograd.Parameter;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Dims;
import dev.gradfn.nn.Attributes;
import dev.gradfn.nn.BatchNorm;
import dev.gradfn.nn.BatchNorm2d;
import dev.gradfn.nn.Conv2d;
import dev.gradfn.nn.ConvNd;
import dev.gradfn.nn.GELU;
import dev.gradfn.nn.Module;
import dev.gradfn.nn.ModuleDict;
import dev.gradfn.nn.ModuleList;
import dev.gradfn.nn.ParameterDict;
import dev.gradfn.nn.ParameterList;
import dev.gradfn.nn.ReLU;
import dev.gradfn.nn.Sequential;
import dev.gradfn.nn.Slot;
import dev.gradfn.nn.Transformer;
import dev.gradfn.nn.TransformerDecoder;
import dev.gradfn.nn.TransformerDecoderLayer;
import dev.gradfn.nn.TransformerEncoder;
import dev.gradfn.nn.TransformerEncoderLayer;
import dev.gradfn.nn.Weights;
import dev.gradfn.pickle.CheckpointException;
import dev.gradfn.pickle.GlobalName;
import dev.gradfn.pickle.PyDict;
import dev.gradfn.signature.ModuleTable;
import dev.gradfn.signature.ModuleType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// The classes of `torch.nn`, rebuilt from their attributes.
///
/// Most attributes bear the names of the constructor's arguments, so one builder serves nearly all:
/// it calls the constructor with them and puts the stored tensors in place.
final class TorchModules {
  /// Arguments that no attribute keeps, and the parameters that tell them.
  private static final Map<String, List<String>> FLAGS =
      Map.of("bias", List.of("bias", "in_proj_bias"), "add_bias_kv", List.of("bias_k"));

  private TorchModules() {}

  static void register(Map<String, ModuleRegistry.Builder> builders) {
    TorchClasses.all()
        .forEach((name, fullName) -> {
          ModuleType type = ModuleTable.find(name);
          if (type != null) builders.put(fullName, saved -> rebuilt(type, saved));
        });
    Map<String, String> names = TorchClasses.all();
    builders.put(names.get("Conv2d"), TorchModules::conv2d);
    builders.put(names.get("BatchNorm2d"), TorchModules::batchNorm2d);
    builders.put(names.get("Upsample"), TorchModules::upsample);
    builders.put(names.get("Sequential"), saved -> named(new Sequential(List.of()), saved));
    builders.put(names.get("ModuleList"), saved -> named(new ModuleList(List.of()), saved));
    builders.put(names.get("ModuleDict"), saved -> named(new ModuleDict(), saved));
    builders.put(names.get("ParameterList"), TorchModules::parameterList);
    builders.put(names.get("ParameterDict"), TorchModules::parameterDict);
    for (String name : List.of("TransformerEncoderLayer", "TransformerDecoderLayer")) {
      builders.put(names.get(name), TorchModules::transformerLayer);
    }
    for (String name : List.of("TransformerEncoder", "TransformerDecoder")) {
      builders.put(names.get(name), TorchModules::transformerStack);
    }
    builders.put(names.get("Transformer"), TorchModules::transformer);
  }

  static Module named(Module container, SavedModule saved) throws CheckpointException {
    for (String name : saved.childNames()) container.registerModule(name, saved.child(name));
    return container;
  }

  // ---- all in one way ------------------------------------------------------------------------

  private static Module rebuilt(ModuleType type, SavedModule saved) throws CheckpointException {
    Map<String, Object> arguments = new HashMap<>();
    for (String name : type.signature().argumentNames()) {
      if (saved.has(name)) arguments.put(name, value(saved.attribute(name)));
      else if (FLAGS.containsKey(name)) arguments.put(name, hasAny(saved, FLAGS.get(name)));
      else if (saved.buffer(name) != null) arguments.put(name, saved.buffer(name));
    }
    Module module;
    try {
      module = Weights.withoutValues(() -> type.build(List.of(), arguments));
    } catch (RuntimeException e) {
      // Whatever a constructor dislikes stands in the file.
      throw saved.error("its attributes " + arguments + " do not fit: " + e.getMessage());
    }
    return filled(module, saved);
  }

  private static boolean hasAny(SavedModule saved, List<String> parameters)
      throws CheckpointException {
    for (String name : parameters) {
      if (saved.parameter(name) != null) return true;
    }
    return false;
  }

  static Module depthwiseTransposed(SavedModule saved) throws CheckpointException {
    ConvNd.Options options =
        ConvNd.Options.kernel(saved.dims("kernel_size", 2, 2))
            .withStride(saved.dims("stride", 2, 2))
            .withPadding(saved.dims("padding", 2, 2))
            .withOutputPadding(saved.dims("output_padding", 2, 2))
            .withDilation(saved.dims("dilation", 2, 2))
            .withGroups(saved.integer("groups"))
            .withBias(saved.parameter("bias") != null);
    int in = saved.integer("in_channels");
    int out = saved.integer("out_channels");
    return filled(Weights.withoutValues(() -> new DWConvTranspose2d(in, out, options)), saved);
  }

  /// With the stored tensors in place of those that have shapes alone.
  private static Module filled(Module module, SavedModule saved) throws CheckpointException {
    for (Slot<Tensor> slot : module.parameterSlots().values()) {
      Tensor stored = saved.parameter(slot.name());
      requireShape(saved, slot, stored);
      slot.set(stored == null || stored instanceof Parameter ? stored : new Parameter(stored));
    }
    for (Slot<Tensor> slot : module.bufferSlots().values()) {
      Tensor stored = saved.buffer(slot.name());
      requireShape(saved, slot, stored);
      slot.set(stored);
    }
    for (Slot<? extends Module> child : module.childSlots().values()) {
      if (child.get() == null) continue;
      SavedModule savedChild = saved.savedChild(child.name());
      filled(child.get(), savedChild).setTraining(savedChild.bool("training", true));
    }
    return module;
  }

  private static void requireShape(SavedModule saved, Slot<Tensor> slot, Tensor stored)
      throws CheckpointException {
    Tensor expected = slot.get();
    if (expected == null && stored == null) return;
    if (expected != null && stored != null && expected.shape().equals(stored.shape())) return;
    throw saved.error(slot.name() + ", expected " + shape(expected) + ", got " + shape(stored));
  }

  private static String shape(Tensor tensor) {
    return tensor == null ? "None" : "shape " + tensor.shape();
  }

  private static Object value(Object saved) {
    return SavedModule.isSequence(saved)
        ? SavedModule.items(saved).stream().map(TorchModules::value).toList()
        : saved;
  }

  // ---- parameters without a layer --------------------------------------------------------------

  private static Module parameterList(SavedModule saved) throws CheckpointException {
    // Before PyTorch 1.12 a list held parameters alone, and did not count them.
    int size = saved.integer("_size", saved.parameterNames().size());
    ParameterList list = new ParameterList();
    for (int i = 0; i < size; i++) list.append(held(saved, Integer.toString(i)));
    return list;
  }

  private static Module parameterDict(SavedModule saved) throws CheckpointException {
    PyDict keys = saved.attribute("_keys") instanceof PyDict dict ? dict : null;
    ParameterDict parameters = new ParameterDict();
    for (String name : keys == null ? saved.parameterNames() : SavedModule.names(keys)) {
      parameters.put(name, held(saved, name));
    }
    return parameters;
  }

  private static Object held(SavedModule saved, String name) throws CheckpointException {
    if (saved.has(name)) return saved.attribute(name);
    Tensor parameter = saved.parameter(name);
    if (parameter != null || saved.parameterNames().contains(name)) return parameter;
    throw saved.error("value \"" + name + "\", expected one, got none");
  }

  // ---- a layer that keeps its sizes in its children alone --------------------------------------

  private static Module transformerLayer(SavedModule saved) throws CheckpointException {
    SavedModule attention = saved.savedChild("self_attn");
    SavedModule inner = saved.savedChild("linear1");
    TransformerEncoderLayer.Options options =
        new TransformerEncoderLayer.Options(
            inner.integer("out_features"),
            saved.savedChild("dropout").number("p"),
            activation(saved),
            saved.savedChild("norm1").number("eps"),
            attention.bool("batch_first", false),
            saved.bool("norm_first", false),
            inner.parameter("bias") != null);
    int width = attention.integer("embed_dim");
    int heads = attention.integer("num_heads");
    boolean encodes = saved.simpleName().equals("TransformerEncoderLayer");
    Supplier<Module> layer =
        encodes
            ? () -> new TransformerEncoderLayer(width, heads, options)
            : () -> new TransformerDecoderLayer(width, heads, options);
    return filled(Weights.withoutValues(layer), saved);
  }

  private static Module transformerStack(SavedModule saved) throws CheckpointException {
    Module norm = saved.childNames().contains("norm") ? saved.childOrNull("norm") : null;
    ModuleList layers = saved.childList("layers");
    Attributes attributes = new Attributes().with("num_layers", layers.children().size());
    if (saved.simpleName().equals("TransformerDecoder")) {
      return new TransformerDecoder(layers, norm, attributes);
    }
    for (String name : List.of("enable_nested_tensor", "use_nested_tensor", "mask_check")) {
      // Files before PyTorch 2.1 know the first alone.
      if (saved.has(name)) attributes.with(name, saved.bool(name));
    }
    return new TransformerEncoder(layers, norm, attributes);
  }

  private static Module transformer(SavedModule saved) throws CheckpointException {
    return new Transformer(
        saved.integer("d_model"),
        saved.integer("nhead"),
        saved.bool("batch_first", false),
        saved.child("encoder"),
        saved.child("decoder"));
  }

  /// A function by its name, or a module; old files have none, which means relu.
  private static String activation(SavedModule saved) throws CheckpointException {
    Object function = saved.attribute("activation");
    if (function instanceof GlobalName name) return name.name();
    Module module = function == null ? saved.childOrNull("activation") : null;
    if (function == null && module == null) return "relu";
    if (module instanceof ReLU) return "relu";
    if (module instanceof GELU) return "gelu";
    throw saved.wrong("activation", "relu or gelu", module == null ? function : module.typeName());
  }

  // ---- those that networks are made of, without a detour ---------------------------------------

  /// A size or a factor, not both.
  private static Module upsample(SavedModule saved) throws CheckpointException {
    Dims size = saved.attribute("size") == null ? null : saved.dims("size", 1, 3);
    double[] factors = saved.numbersOrNull("scale_factor");
    boolean oneOfThem = (size == null) != (factors == null);
    if (!oneOfThem || (factors != null && factors.length < 1)) {
      throw saved.error("expected a size or a scale_factor, of 1 or 2 numbers");
    }
    return rebuilt(ModuleTable.find("Upsample"), saved);
  }

  private static Module conv2d(SavedModule saved) throws CheckpointException {
    boolean named = saved.attribute("padding") instanceof String;
    if (named && !List.of("same", "valid").contains(saved.text("padding", null))) {
      throw saved.wrong("padding", "same, valid or numbers", saved.attribute("padding"));
    }
    ConvNd.Options options =
        ConvNd.Options.kernel(saved.dims("kernel_size", 2, 2))
            .withStride(saved.dims("stride", 2, 2))
            .withDilation(saved.dims("dilation", 2, 2))
            .withGroups(saved.integer("groups"))
            .withPaddingMode(saved.text("padding_mode", "zeros"));
    options =
        named
            ? options.withPadding(saved.text("padding", null))
            : options.withPadding(saved.dims("padding", 2, 2));
    Tensor weight = saved.parameter("weight");
    if (weight == null) throw saved.wrong("weight", "a tensor", null);
    return new Conv2d(
        saved.integer("in_channels"),
        saved.integer("out_channels"),
        options,
        weight,
        saved.parameter("bias"));
  }

  private static Module batchNorm2d(SavedModule saved) throws CheckpointException {
    Double momentum = saved.attribute("momentum") == null ? null : saved.number("momentum");
    BatchNorm.Options options =
        new BatchNorm.Options(
            saved.number("eps"),
            momentum,
            saved.bool("affine", true),
            saved.bool("track_running_stats", true));
    return new BatchNorm2d(
        saved.integer("num_features"),
        options,
        saved.parameter("weight"),
        saved.parameter("bias"),
        saved.buffer("running_mean"),
        saved.buffer("running_var"),
        saved.buffer("num_batches_tracked"));
  }
}
