package dev.gradfn.autograd;

import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Storage;
import dev.gradfn.op.Op;
import dev.gradfn.op.Saved;
import dev.gradfn.op.Saver;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The node of an [Op] row: the row's parameters, its saved fields, its edges. It knows no
/// operation.
public final class OpNode extends Node implements Saved, Saver {
  /// A result that [#save] asked for before it existed.
  private record PendingOutput(int index) {}

  private record SavedList(List<SavedTensor> tensors) {}

  private final Op op;
  private final String nodeName;
  private final ArraySpec[] specs;
  private final List<String> names = new ArrayList<>(4);
  private final List<Object> values = new ArrayList<>(4);
  private boolean freed;

  private Tensor[] inputs;
  private boolean inPlace;

  /// Collects edges and saved inputs; call before the kernel, then [#complete].
  ///
  /// @param inPlace the kernel is about to overwrite input 0: if the row saves it, it is copied
  OpNode(Op op, String nodeName, Tensor[] inputs, boolean inPlace) {
    super(
        ThreadState.current().takeSequenceNr(),
        edgesOf(inputs, op.edgeCount(inputs.length)),
        new ArrayList<>(1));
    this.op = op;
    this.nodeName = nodeName;
    this.specs = Operations.specs(inputs);
    this.inputs = inputs;
    this.inPlace = inPlace;
    op.save(this);
    this.inputs = null;
  }

  private static List<Edge> edgesOf(Tensor[] inputs, int count) {
    Edge[] edges = new Edge[count];
    for (int i = 0; i < edges.length; i++) {
      edges[i] = inputs[i] == null ? Edge.NONE : inputs[i].gradientEdge();
    }
    return Collections.unmodifiableList(java.util.Arrays.asList(edges));
  }

  /// Takes the results: their shapes, and those that are saved.
  void complete(Tensor[] outputs) {
    for (Tensor output : outputs) inputMetadata().add(InputMetadata.of(output));
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i) instanceof PendingOutput(int index)) {
        values.set(i, SavedTensor.output(outputs[index], this, index));
      }
    }
  }

  /// The operation, for whoever walks the graph.
  public Op op() {
    return op;
  }

  @Override
  public String typeName() {
    return nodeName;
  }

  @Override
  public String name() {
    return nodeName.equals("CopyBackwards") ? "torch::autograd::CopyBackwards" : nodeName;
  }

  @Override
  public String forwardName() {
    int end = nodeName.lastIndexOf("Backward");
    return nodeName.equals("CopyBackwards") ? name() : nodeName.substring(0, end);
  }

  // ---- Saver ---------------------------------------------------------------------------------

  @Override
  public boolean isInPlace() {
    return inPlace;
  }

  @Override
  public void input(String name, int i) {
    Tensor tensor = inputs[i];
    if (tensor != null && inPlace && i == 0) tensor = copyOf(tensor);
    keep(name, tensor == null ? null : SavedTensor.input(tensor));
  }

  @Override
  public void inputs(String name, int from) {
    List<SavedTensor> all = new ArrayList<>();
    for (int i = from; i < inputs.length; i++) all.add(SavedTensor.input(inputs[i]));
    keep(name, new SavedList(all));
  }

  /// What the kernel is about to overwrite, with its place in the graph: second derivatives go
  /// through it.
  private static Tensor copyOf(Tensor tensor) {
    Tensor copy = Autograd.noGrad(tensor::cloned);
    Node node = tensor.gradFn();
    if (node != null) copy.setHistory(node, tensor.outputNr());
    return copy;
  }

  @Override
  public void output(String name, int i) {
    keep(name, new PendingOutput(i));
  }

  @Override
  public void value(String name, Object value) {
    keep(name, value);
  }

  private void keep(String name, Object value) {
    names.add(name);
    values.add(value);
  }

  // ---- Saved ---------------------------------------------------------------------------------

  @Override
  public int inputCount() {
    return specs.length;
  }

  @Override
  public boolean needs(int i) {
    return i < nextFunctions().size() && nextFunctions().get(i).isDefined();
  }

  @Override
  public ArraySpec spec(int i) {
    return specs[i];
  }

  @Override
  public boolean has(String name) {
    return names.contains(name);
  }

  @Override
  public Tensor tensor(String name) {
    return unpack(values.get(indexOf(name))) instanceof Tensor tensor ? tensor : null;
  }

  @Override
  @SuppressWarnings("unchecked")
  public List<Tensor> tensors(String name) {
    return (List<Tensor>) unpack(values.get(indexOf(name)));
  }

  @Override
  public <T> T value(String name, Class<T> type) {
    return type.cast(values.get(indexOf(name)));
  }

  private int indexOf(String name) {
    int index = names.indexOf(name);
    if (index < 0) throw new AssertionError(nodeName + " saves no field " + name);
    return index;
  }

  private Object unpack(Object value) {
    if (value instanceof SavedList(List<SavedTensor> tensors)) {
      if (freed) throw freedError();
      return tensors.stream().map(SavedTensor::unpack).toList();
    }
    if (!(value instanceof SavedTensor saved)) return value;
    if (freed) throw freedError();
    return saved.unpack();
  }

  @Override
  public Map<String, Object> saved() {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) fields.put(names.get(i), unpack(values.get(i)));
    return fields;
  }

  @Override
  void release() {
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i) instanceof SavedTensor) values.set(i, FREED_TENSOR);
      if (values.get(i) instanceof SavedList) values.set(i, new SavedList(List.of()));
    }
    freed = true;
  }

  private static final SavedTensor FREED_TENSOR = new SavedTensor(null, 0, null, 0);

  // ---- backward ------------------------------------------------------------------------------

  @Override
  Tensor[] apply(Tensor[] gradients) {
    return op.gradients(gradients, this);
  }

  /// A result is ours alone if its memory is neither that of a gradient that came in nor of
  /// anything saved.
  @Override
  boolean owns(Tensor result, Tensor[] gradients) {
    Storage storage = result.storage();
    for (Tensor gradient : gradients) {
      if (gradient != null && gradient.storage() == storage) return false;
    }
    for (Object value : values) {
      boolean saved = value instanceof SavedTensor(Tensor tensor, _, _, _) && tensor != null;
      if (saved && ((SavedTensor) value).tensor().storage() == storage) return false;
    }
    return true;
  }
}
