package dev.gradfn.yolov5;

import dev.gradfn.autograd.Shapes;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Dims;
import dev.gradfn.nn.Args;
import dev.gradfn.nn.Conv2d;
import dev.gradfn.nn.Layer;
import dev.gradfn.nn.Module;
import dev.gradfn.nn.ModuleList;
import dev.gradfn.nn.Slot;
import java.util.List;
import java.util.Map;

/// A [Detect] whose boxes carry mask coefficients, and the prototypes that they weight.
///
/// In training the result is `[heads, prototypes]`, in eval mode `[decoded, prototypes, heads]`.
public final class Segment extends Detect {
  private final Slot<Module> proto;

  @SuppressWarnings("this-escape")
  public Segment(Options options, Tensor anchors, Tensor stride, ModuleList m, Module proto) {
    super(options, anchors, stride, m);
    this.proto = registerModule("proto", proto);
  }

  @Override
  protected Object forward(Args args) {
    List<?> levels = args.get(0, List.class, this);
    Tensor prototypes = Layer.call(proto.get(), (Tensor) levels.get(0));
    Object detected = super.forward(args);
    if (isTraining()) return List.of(detected, prototypes);
    List<?> parts = (List<?>) detected;
    return options().export()
        ? List.of(parts.get(0), prototypes)
        : List.of(parts.get(0), prototypes, parts.get(1));
  }

  /// Boxes and confidences through a sigmoid, mask coefficients raw.
  @Override
  Tensor decodeSplit(Tensor head, Tensor grid, Tensor anchorGrid, Tensor pixelsPerCell) {
    int confidences = classes() + 1;
    Dims sizes = Dims.of(2, 2, confidences, options().outputs() - 4 - confidences);
    List<Tensor> parts = head.split(sizes, 4);
    Tensor xy = parts.get(0).sigmoid().mul(2).add(grid).mul(pixelsPerCell);
    Tensor wh = parts.get(1).sigmoid().mul(2).pow(2).mul(anchorGrid);
    return Shapes.cat(List.of(xy, wh, parts.get(2).sigmoid(), parts.get(3)), 4);
  }

  @Override
  public Map<String, Object> attributes() {
    Map<String, Object> attributes = super.attributes();
    long masks = options().outputs() - 5 - classes();
    attributes.put("nm", masks);
    attributes.put(
        "npr",
        proto.get().childSlots().get("cv1").get().modules().stream()
            .filter(Conv2d.class::isInstance)
            .map(conv -> (long) ((Conv2d) conv).outChannels())
            .findFirst()
            .orElse(256L));
    return attributes;
  }
}
