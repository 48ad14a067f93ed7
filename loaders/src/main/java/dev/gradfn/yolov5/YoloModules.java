package dev.gradfn.yolov5;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Dims;
import dev.gradfn.nn.Flatten;
import dev.gradfn.nn.Module;
import dev.gradfn.nn.ModuleList;
import dev.gradfn.nn.Sequential;
import dev.gradfn.pickle.CheckpointException;
import dev.gradfn.pickle.PyDict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// YOLOv5's own classes. Some moved from `models.experimental` to `models.common`; both names are
/// known.
final class YoloModules {
  private static final String COMMON = "models.common.";
  private static final String EXPERIMENTAL = "models.experimental.";

  private static final String PARALLEL = "torch.nn.parallel.";

  private YoloModules() {}

  static void register(Map<String, ModuleRegistry.Builder> builders) {
    for (String name : List.of("Conv", "DWConv")) common(builders, name, YoloModules::conv);
    for (String name : List.of("Bottleneck", "CrossConv")) {
      common(builders, name, YoloModules::bottleneck);
    }
    for (String name : List.of("C3", "C3Ghost", "C3SPP", "C3TR", "C3x")) {
      common(builders, name, YoloModules::c3);
    }
    common(builders, "BottleneckCSP", YoloModules::bottleneckCsp);
    common(builders, "Contract", saved -> new Contract(saved.integer("gain")));
    common(builders, "Expand", saved -> new Expand(saved.integer("gain")));
    common(builders, "Sum", saved -> new Sum(saved.parameter("w")));
    common(builders, "MixConv2d", YoloModules::mixConv);
    common(builders, "ConvPlus", YoloModules::convPlus);
    common(builders, "Proto", YoloModules::proto);
    common(builders, "TransformerLayer", YoloModules::transformerLayer);
    common(builders, "TransformerBlock", YoloModules::transformerBlock);
    common(builders, "Classify", YoloModules::classify);
    common(builders, "DWConvTranspose2d", TorchModules::depthwiseTransposed);
    common(builders, "Flatten", _ -> new Flatten());
    common(builders, "Ensemble", saved -> TorchModules.named(new Ensemble(List.of()), saved));
    for (String name : List.of("AutoShape", "autoShape", "DetectMultiBackend")) {
      common(builders, name, saved -> wrapper(saved, "model"));
    }
    builders.put(PARALLEL + "data_parallel.DataParallel", saved -> wrapper(saved, "module"));
    builders.put(
        PARALLEL + "distributed.DistributedDataParallel", saved -> wrapper(saved, "module"));
    common(
        builders,
        "SPP",
        saved -> new SPP(saved.child("cv1"), saved.child("cv2"), saved.childList("m")));
    common(
        builders,
        "SPPF",
        saved -> new SPPF(saved.child("cv1"), saved.child("cv2"), saved.child("m")));
    common(builders, "Focus", saved -> new Focus(saved.child("conv")));
    common(builders, "GhostConv", saved -> new GhostConv(saved.child("cv1"), saved.child("cv2")));
    common(
        builders,
        "GhostBottleneck",
        saved -> new GhostBottleneck(saved.child("conv"), saved.child("shortcut")));
    common(builders, "Concat", saved -> new Concat(saved.integer("d")));
    builders.put("models.yolo.Detect", YoloModules::detect);
    builders.put("models.yolo.Segment", YoloModules::segment);
    for (String name :
        List.of("Model", "DetectionModel", "SegmentationModel", "ClassificationModel")) {
      builders.put("models.yolo." + name, YoloModules::model);
    }
  }

  private static void common(
      Map<String, ModuleRegistry.Builder> builders, String name, ModuleRegistry.Builder builder) {
    builders.put(COMMON + name, builder);
    builders.put(EXPERIMENTAL + name, builder);
  }

  private static Module conv(SavedModule saved) throws CheckpointException {
    return new Conv(
        saved.simpleName(), saved.child("conv"), saved.childOrNull("bn"), saved.child("act"));
  }

  private static Module bottleneck(SavedModule saved) throws CheckpointException {
    return new Bottleneck(
        saved.simpleName(), saved.child("cv1"), saved.child("cv2"), saved.bool("add"));
  }

  private static Module mixConv(SavedModule saved) throws CheckpointException {
    return new MixConv2d(
        saved.childList("m"), saved.child("bn"), saved.child("act"), saved.rules().mixAddsInput());
  }

  private static Module convPlus(SavedModule saved) throws CheckpointException {
    return new ConvPlus(saved.child("cv1"), saved.child("cv2"));
  }

  private static Module wrapper(SavedModule saved, String name) throws CheckpointException {
    return new Wrapper(saved.simpleName(), name, saved.child(name));
  }

  private static Module transformerLayer(SavedModule saved) throws CheckpointException {
    return new TransformerLayer(
        saved.child("q"),
        saved.child("k"),
        saved.child("v"),
        saved.child("ma"),
        saved.child("fc1"),
        saved.child("fc2"));
  }

  private static Module transformerBlock(SavedModule saved) throws CheckpointException {
    return new TransformerBlock(
        saved.childOrNull("conv"),
        saved.child("linear"),
        saved.child("tr"),
        saved.integer("c2"),
        saved.rules().transposesForAttention());
  }

  private static Module classify(SavedModule saved) throws CheckpointException {
    if (saved.childNames().contains("aap")) {
      return new PooledClassify(saved.child("aap"), saved.child("conv"), saved.child("flat"));
    }
    return new Classify(
        saved.child("conv"), saved.child("pool"), saved.child("drop"), saved.child("linear"));
  }

  private static Module proto(SavedModule saved) throws CheckpointException {
    return new Proto(
        saved.child("cv1"), saved.child("upsample"), saved.child("cv2"), saved.child("cv3"));
  }

  private static Module c3(SavedModule saved) throws CheckpointException {
    if (saved.childNames().contains("cv4")) return bottleneckCsp(saved);
    return new C3(
        saved.simpleName(),
        saved.child("cv1"),
        saved.child("cv2"),
        saved.child("cv3"),
        saved.child("m"));
  }

  private static Module bottleneckCsp(SavedModule saved) throws CheckpointException {
    return new BottleneckCSP(
        saved.simpleName(),
        saved.child("cv1"),
        saved.child("cv2"),
        saved.child("cv3"),
        saved.child("cv4"),
        saved.child("bn"),
        saved.child("act"),
        saved.child("m"));
  }

  private static Module detect(SavedModule saved) throws CheckpointException {
    // In v1.0 the convolutions are layers of their own before the head.
    ModuleList m = saved.childNames().contains("m") ? saved.childList("m") : null;
    Tensor anchors = anchors(saved, m == null ? saved.integer("nl") : m.size());
    Detect.Options options = headOptions(saved, 0);
    Tensor stride = strideOrNull(saved, anchors.shape().at(0));
    Detect detect = new Detect(options, anchors, stride, m);
    if (saved.rules().keepsAnchorGrid()) requireAnchorGrid(detect, saved);
    return detect;
  }

  private static Module segment(SavedModule saved) throws CheckpointException {
    ModuleList m = saved.childList("m");
    Detect.Options options = headOptions(saved, saved.integer("nm"));
    Tensor anchors = anchors(saved, m.size());
    return new Segment(options, anchors, strideOrNull(saved, m.size()), m, saved.child("proto"));
  }

  private static Tensor anchors(SavedModule saved, int levels) throws CheckpointException {
    Tensor anchors = saved.buffer("anchors");
    if (anchors != null && anchors.dim() == 3 && anchors.shape().get(0) == levels) return anchors;
    String shape = anchors == null ? "None" : anchors.shape().toString();
    throw saved.error("anchors, expected shape [" + levels + ", anchors, 2], got " + shape);
  }

  private static Detect.Options headOptions(SavedModule saved, int masks)
      throws CheckpointException {
    int outputs = saved.integer("no");
    int classes = outputs - 5 - masks;
    if (classes < 0 || masks < 0) {
      throw saved.error("no, expected 5 + number of classes, got " + outputs);
    }
    boolean inplace = saved.bool("inplace", true);
    return new Detect.Options(
        saved.rules(), classes, outputs, inplace, saved.bool("export", false));
  }

  private static Tensor strideOrNull(SavedModule saved, int levels) throws CheckpointException {
    Tensor stride = saved.tensorAttribute("stride");
    if (stride != null) requireStride(stride, levels, saved);
    return stride;
  }

  private static void requireAnchorGrid(Detect detect, SavedModule saved)
      throws CheckpointException {
    Tensor stored = saved.buffer("anchor_grid");
    if (stored == null) return;
    Dims anchors = detect.anchors().get().shape();
    Dims shape = Dims.of(anchors.get(0), 1, anchors.get(1), 1, 1, 2);
    if (!stored.shape().equals(shape)) {
      throw saved.error("anchor_grid, expected shape " + shape + ", got " + stored.shape());
    }
  }

  private static void requireStride(Tensor stride, int levels, SavedModule saved)
      throws CheckpointException {
    if (stride.dim() == 1 && stride.numel() == levels) return;
    throw saved.error("stride, expected shape [" + levels + "], got " + stride.shape());
  }

  private static Module model(SavedModule saved) throws CheckpointException {
    Sequential layers = saved.child("model", Sequential.class);
    SavedModule savedLayers = saved.savedChild("model");
    List<DetectionModel.Source> from = new ArrayList<>();
    for (String name : savedLayers.childNames()) {
      from.add(source(savedLayers.savedChild(name), from.size()));
    }
    DetectionModel.Facts facts =
        new DetectionModel.Facts(
            names(saved.attribute("names")),
            saved.rules(),
            classes(saved, layers),
            layers.modules().stream().anyMatch(Detect.class::isInstance)
                ? null
                : saved.tensorAttribute("stride"));
    DetectionModel model = new DetectionModel(saved.simpleName(), layers, from, facts);
    completeDetect(model, saved);
    return model;
  }

  private static Integer classes(SavedModule saved, Sequential layers) throws CheckpointException {
    if (saved.attribute("nc") != null) return saved.integer("nc");
    for (Module layer : layers.modules()) {
      if (layer instanceof Detect detect) return detect.classes();
    }
    return null;
  }

  /// Where a layer's input comes from; only what lies before it.
  private static DetectionModel.Source source(SavedModule layer, int index)
      throws CheckpointException {
    if (!layer.has("f"))
      throw layer.error("f (where its input comes from), expected one, got None");
    List<Integer> layers = new ArrayList<>();
    for (Object item : SavedModule.items(layer.attribute("f"))) {
      if (!(item instanceof Long from) || !liesBefore(from, index)) {
        throw layer.wrong("f", "numbers of layers before " + index, item);
      }
      layers.add(from.intValue());
    }
    boolean asList = !(layer.attribute("f") instanceof Long);
    return new DetectionModel.Source(layers, asList);
  }

  private static boolean liesBefore(long from, int index) {
    return from == -1 || (from >= 0 ? from < index : index + from >= 0);
  }

  /// Some files keep the stride at the model alone.
  private static void completeDetect(DetectionModel model, SavedModule saved)
      throws CheckpointException {
    Detect detect = model.detect();
    if (detect == null || detect.stride() != null) return;
    Tensor stride = saved.tensorAttribute("stride");
    if (stride == null) throw saved.error("stride, expected a tensor at Detect or at the model");
    requireStride(stride, detect.levels(), saved);
    detect.setStride(stride);
  }

  /// A list, or since v6.2 a dict from number to name.
  static List<String> names(Object value) {
    List<String> names = new ArrayList<>();
    if (value instanceof PyDict dict) {
      for (int i = 0; i < dict.size(); i++) names.add(String.valueOf(dict.valueAt(i)));
    } else if (value != null) {
      for (Object name : SavedModule.items(value)) names.add(String.valueOf(name));
    }
    return names;
  }
}
