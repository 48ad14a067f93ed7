package dev.gradfn.yolov5;

import dev.gradfn.autograd.Tensor;
import dev.gradfn.nn.Args;
import dev.gradfn.nn.Module;
import dev.gradfn.nn.Sequential;
import dev.gradfn.nn.Slot;
import dev.gradfn.nn.UnseenCall;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A whole network: layers in a row, each fed by the one before or by those named in its `from`.
public final class DetectionModel extends Module {

  /// What a layer reads: outputs of the layers of these numbers; −1 is the one before.
  ///
  /// @param asList whether it gets a list, even of one
  public record Source(List<Integer> layers, boolean asList) {}

  /// Facts that a checkpoint holds about its network, besides the modules.
  ///
  /// @param names of the classes, or empty
  /// @param classes their number; null if it is not known
  /// @param stride pixels per cell by level, `[nl]`, of a network without a head that knows it;
  ///   else null
  public record Facts(List<String> names, YoloVersion rules, Integer classes, Tensor stride) {}

  /// One layer as YOLOv5 lists it.
  ///
  /// @param type Python's full class name; of what is repeated, if it is
  /// @param parameters number of elements
  public record Row(int index, Source from, String type, long parameters) {}

  private final String typeName;
  private final Slot<Sequential> model;
  private final List<Source> from;
  private final Facts facts;

  /// Layers whose output a later one names: only these are kept during forward.
  private final Set<Integer> readLater = new HashSet<>();

  /// @param typeName `Model` before v6.2, later `DetectionModel`
  /// @param from what each layer reads
  @SuppressWarnings("this-escape")
  public DetectionModel(String typeName, Sequential model, List<Source> from, Facts facts) {
    this.typeName = typeName;
    this.model = registerModule("model", model);
    this.from = List.copyOf(from);
    this.facts = facts;
    readLater.addAll(save());
  }

  @Override
  public String typeName() {
    return typeName;
  }

  public Facts facts() {
    return facts;
  }

  public Sequential layers() {
    return model.get();
  }

  /// The layers in order.
  public List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (Slot<? extends Module> layer : layers().childSlots().values()) {
      Module one = layer.get();
      long parameters = one.parameters().stream().mapToLong(Tensor::numel).sum();
      while (one instanceof Sequential && !one.childSlots().isEmpty()) {
        one = one.childSlots().values().iterator().next().get();
      }
      String type = ClassNames.of(one, facts.rules());
      rows.add(new Row(rows.size(), from.get(rows.size()), type, parameters));
    }
    return rows;
  }

  /// Numbers of the layers whose output a later one reads, once for each reading.
  public List<Integer> save() {
    List<Integer> save = new ArrayList<>();
    for (int i = 0; i < from.size(); i++) {
      for (int index : from.get(i).layers()) {
        if (index != -1) save.add(index < 0 ? i + index : index);
      }
    }
    save.sort(null);
    return save;
  }

  /// The head, which is the last layer; null if that is something else.
  public Detect detect() {
    List<Slot<? extends Module>> all = new ArrayList<>(layers().childSlots().values());
    return !all.isEmpty() && all.getLast().get() instanceof Detect detect ? detect : null;
  }

  /// Whether a module is one of the head's convolutions, whose channels are the predictions.
  public boolean isPrediction(Module module) {
    Detect head = detect();
    return head != null
        && head.convolutions() != null
        && head.convolutions().children().contains(module);
  }

  /// Merges every batch norm of a [Conv] into its convolution, for inference. What is merged does
  /// not require grad: set it again before tracing.
  public DetectionModel fuse() {
    for (Module module : modules()) {
      if (module instanceof Conv conv) conv.fuse();
    }
    return this;
  }

  @Override
  protected Object forward(Args args) {
    Object x = args.positional().get(0);
    List<Object> outputs = new ArrayList<>();
    int index = 0;
    for (Slot<? extends Module> layer : layers().childSlots().values()) {
      Object previous = x;
      x = layer.get().callAll(Args.of(inputs(from.get(index), previous, outputs)));
      if (!readLater.contains(index - 1)) UnseenCall.forget(previous, x);
      outputs.add(readLater.contains(index++) ? x : null);
    }
    return x;
  }

  private static Object inputs(Source source, Object previous, List<Object> outputs) {
    if (!source.asList()) return input(source.layers().get(0), previous, outputs);
    List<Object> inputs = new ArrayList<>();
    for (int index : source.layers()) inputs.add(input(index, previous, outputs));
    return inputs;
  }

  private static Object input(int index, Object previous, List<Object> outputs) {
    if (index == -1) return previous;
    return outputs.get(index < 0 ? outputs.size() + index : index);
  }
}
