package dev.gradfn.yolov5;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Dims;
import dev.gradfn.nn.Module;
import dev.gradfn.nn.Slot;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Describes a network of [ModelFactory] as YOLOv5 would save it. What the network keeps to itself
/// (pool sizes, shortcuts, the layers read) comes from the config, not from the loader's own words.
final class SavedNetwork {
  private static final Map<String, String> CLASSES =
      Map.ofEntries(
          Map.entry("Conv2d", "torch.nn.modules.conv."),
          Map.entry("BatchNorm2d", "torch.nn.modules.batchnorm."),
          Map.entry("SiLU", "torch.nn.modules.activation."),
          Map.entry("MaxPool2d", "torch.nn.modules.pooling."),
          Map.entry("Upsample", "torch.nn.modules.upsampling."),
          Map.entry("Sequential", "torch.nn.modules.container."),
          Map.entry("ModuleList", "torch.nn.modules.container."),
          Map.entry("Detect", "models.yolo."),
          Map.entry("Model", "models.yolo."),
          Map.entry("DetectionModel", "models.yolo."));

  private final YoloConfig config;
  private final DetectionModel model;
  private final Map<Module, Saved> known = new IdentityHashMap<>();

  private SavedNetwork(DetectionModel model, YoloConfig config) {
    this.model = model;
    this.config = config;
  }

  static Saved of(DetectionModel model, YoloConfig config) {
    SavedNetwork network = new SavedNetwork(model, config);
    Saved root = network.saved(model, "");
    network.numberLayers(root.at("model"));
    return root;
  }

  private Saved saved(Module module, String path) {
    Saved seen = known.get(module);
    if (seen != null) return seen;
    String type = module.typeName();
    Saved saved = new Saved(CLASSES.getOrDefault(type, "models.common.") + type);
    known.put(module, saved);
    saved.attributes.put("training", module.isTraining());
    describe(module, path, saved.attributes);
    for (Slot<Tensor> slot : module.parameterSlots().values()) {
      Tensor tensor = slot.get();
      saved.parameters.put(slot.name(), tensor == null ? null : Saved.Data.parameter(tensor));
    }
    for (Slot<Tensor> slot : module.bufferSlots().values()) {
      saved.buffers.put(slot.name(), Saved.Data.buffer(slot.get()));
    }
    for (Slot<? extends Module> slot : module.childSlots().values()) {
      saved.children.put(slot.name(), saved(slot.get(), path + "." + slot.name()));
    }
    return saved;
  }

  private void describe(Module module, String path, Map<String, Object> attributes) {
    module.attributes().forEach((name, value) -> attributes.put(name, tuple(value)));
    switch (module.typeName()) {
      case "SiLU" -> attributes.put("inplace", model.facts().rules().siluInPlace());
      case "MaxPool2d" -> {
        attributes.put("kernel_size", 5);
        attributes.put("stride", 1);
        attributes.put("padding", 2);
        attributes.put("dilation", 1);
        attributes.put("return_indices", false);
        attributes.put("ceil_mode", false);
      }
      case "Upsample" -> {
        attributes.put("name", "Upsample");
        attributes.put("size", null);
        attributes.put("scale_factor", 2.0);
        attributes.put("mode", "nearest");
        attributes.put("align_corners", null);
      }
      // The backbone has shortcuts, the head has none.
      case "Bottleneck" -> attributes.put("add", path.matches("\\.model\\.[0-9]\\..*"));
      case "Concat" -> attributes.put("d", 1);
      case "Detect" -> detect(attributes);
      case "Model", "DetectionModel" -> model(attributes);
      default -> {}
    }
  }

  private static Object tuple(Object value) {
    if (!(value instanceof Dims dims)) return value;
    List<Object> items = new ArrayList<>();
    for (long size : dims.toArray()) items.add(size);
    return new Saved.Tuple(items);
  }

  private void detect(Map<String, Object> attributes) {
    attributes.put("nc", config.classes());
    attributes.put("no", config.classes() + 5);
    attributes.put("nl", 3);
    attributes.put("na", 3);
    attributes.put("grid", List.of(Saved.Data.buffer(Tensor.zeros(neverRun()))));
    attributes.put("anchor_grid", attributes.get("grid"));
    attributes.put("inplace", true);
    attributes.put("stride", Saved.Data.buffer(model.detect().stride()));
  }

  private long neverRun() {
    return model.facts().rules() == YoloVersion.V7_0 ? 0 : 1;
  }

  private void model(Map<String, Object> attributes) {
    attributes.put("yaml", new LinkedHashMap<>(Map.of("nc", config.classes(), "ch", 3)));
    attributes.put("save", List.of(4, 6, 10, 14, 17, 20, 23));
    attributes.put("names", new ArrayList<>(model.facts().names()));
    attributes.put("inplace", true);
    attributes.put("stride", Saved.Data.buffer(model.detect().stride()));
  }

  private void numberLayers(Saved layers) {
    for (int i = 0; i < config.rows().size(); i++) {
      YoloConfig.Row row = config.rows().get(i);
      Saved layer = layers.at(Integer.toString(i));
      layer.with("i", i).with("type", layer.module + "." + layer.name).with("np", 0);
      layer.with("f", row.asList() ? new ArrayList<Object>(row.from()) : row.from().get(0));
    }
  }
}
