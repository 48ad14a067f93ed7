package dev.gradfn.autograd;

import dev.gradfn.core.ArraySpec;
import dev.gradfn.core.Geometry;
import dev.gradfn.core.NdArray;
import dev.gradfn.core.Storage;
import dev.gradfn.op.BoolNumber;
import dev.gradfn.op.Clone;
import dev.gradfn.op.Op;
import dev.gradfn.op.Saved;
import dev.gradfn.op.Saver;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The node of an [Op] row: the row's parameters, its saved fields, its edges. It knows no
/// operation.
public final class OpNode extends Node implements Saved, Saver {
  /// A result that [#save] asked for before it existed.
  private record PendingOutput(int index) {}

  /// An input that was not packed yet.
  private record WaitingInput(Tensor tensor) {}

  private final Op op;
  private final String nodeName;
  private final ArraySpec[] specs;

  /// Saved fields: name, value, name, value, …
  private Object[] fields = NO_FIELDS;

  private Tensor[] inputs;
  private boolean inPlace;

  /// What input 0 was before the kernel, if it is saved; until [#complete].
  private Tensor before;

  private static final Object[] NO_FIELDS = {};

  /// Collects edges and saved inputs; call before the kernel, then [#complete].
  ///
  /// @param inPlace the kernel is about to overwrite input 0: if the row saves it, it is copied
  OpNode(Op op, String nodeName, Tensor[] inputs, boolean inPlace) {
    super(
        ThreadState.current().takeSequenceNr(),
        edgesOf(inputs, op.edgeCount(inputs.length)),
        List.of());
    this.op = op;
    this.nodeName = nodeName;
    this.specs = Operations.specs(inputs);
    this.inputs = inputs;
    this.inPlace = inPlace;
    op.save(this);
    if (SavedTensorHooks.current() != null) packInOrder();
    this.inputs = null;
  }

  static List<Edge> edgesOf(Tensor[] inputs, int count) {
    Edge[] edges = new Edge[count];
    for (int i = 0; i < edges.length; i++) {
      edges[i] = inputs[i] == null ? Edge.NONE : inputs[i].gradientEdge();
    }
    return List.of(edges);
  }

  /// Takes the results: their shapes, and those that are saved.
  void complete(Tensor[] outputs) {
    before = null;
    // Results without a gradient, all behind the others, are no inputs of backward.
    int count = 0;
    while (count < outputs.length && isDifferentiable(op, outputs[count], count)) count++;
    InputMetadata[] metadata = new InputMetadata[count];
    for (int i = 0; i < count; i++) metadata[i] = InputMetadata.of(outputs[i]);
    setInputMetadata(List.of(metadata));
    for (int i = 1; i < fields.length; i += 2) {
      if (fields[i] instanceof PendingOutput(int index)) {
        fields[i] = SavedTensor.output(outputs[index], edgeTo(outputs[index], index));
      }
    }
  }

  /// What a saved result hangs on: this node, or where a view was changed in place, the view's new
  /// node, behind which stand [CopySlices] and this.
  private Edge edgeTo(Tensor output, int index) {
    return inPlace && output.isView() ? output.gradientEdge() : new Edge(this, index);
  }

  static boolean isDifferentiable(Op op, Tensor output, int i) {
    return op.isDifferentiable(i) && output.dtype().isFloatingPoint();
  }

  /// Says that of `input` nobody knows but this node, if it saved it.
  ///
  /// @return whether it did
  boolean own(Tensor input) {
    boolean found = false;
    for (int i = 1; i < fields.length; i += 2) {
      if (!(fields[i] instanceof SavedTensor saved)) continue;
      if (saved.holds(input)) saved.own();
      found |= saved.holds(input) || saved.hasHooks();
    }
    return found;
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
  public int count() {
    return specs.length;
  }

  @Override
  public void input(String name, int i) {
    Tensor tensor = inputs[i];
    if (tensor == null || !inPlace || i > 0) {
      keep(name, tensor == null ? null : saved(tensor));
      return;
    }
    if (before == null) before = beforeChange(tensor);
    Object kept = saved(before);
    // Nobody else will ever know it.
    if (kept instanceof SavedTensor alone) alone.own();
    keep(name, kept);
  }

  /// What the kernel has to read instead of input 0, or null for that itself.
  Tensor before() {
    return before;
  }

  /// Hooks see tensors in the order of names, so while hooks are in force a tensor waits.
  private static Object saved(Tensor tensor) {
    return SavedTensorHooks.current() == null
        ? SavedTensor.input(tensor)
        : new WaitingInput(tensor);
  }

  /// Packs what waits: inputs in the order of their names, behind them results in the same order,
  /// which is also that of unpacking.
  private void packInOrder() {
    record Field(String name, Object value) {}
    List<Field> all = new ArrayList<>();
    for (int i = 0; i < fields.length; i += 2) {
      all.add(new Field((String) fields[i], fields[i + 1]));
    }
    all.sort(
        Comparator.comparing((Field field) -> field.value() instanceof PendingOutput)
            .thenComparing(Field::name));
    for (int i = 0; i < all.size(); i++) {
      Object value = all.get(i).value();
      fields[2 * i] = all.get(i).name();
      fields[2 * i + 1] =
          value instanceof WaitingInput(Tensor tensor) ? SavedTensor.input(tensor) : value;
    }
  }

  @Override
  public void inputs(String name, int from) {
    SavedTensor[] all = new SavedTensor[inputs.length - from];
    for (int i = 0; i < all.length; i++) all[i] = SavedTensor.input(inputs[from + i]);
    keep(name, all);
  }

  /// What the kernel is about to overwrite, with its place in the graph: second derivatives go
  /// through it.
  private Tensor beforeChange(Tensor tensor) {
    Storage moved = isWholeAndAlone(tensor) ? tensor.storage().moveOut() : null;
    Tensor copy =
        moved == null
            ? Autograd.noGrad(tensor::cloned)
            : Tensor.of(new NdArray(moved, tensor.geometry()));
    if (moved != null) MemoryScope.enter(copy);
    if (!tensor.requiresGrad()) return copy;
    OpNode clone =
        new OpNode(Clone.PRESERVE, Clone.PRESERVE.nodeName(), new Tensor[] {tensor}, false);
    copy.setHistory(clone, 0);
    clone.complete(new Tensor[] {copy});
    return copy;
  }

  /// Whether the kernel overwrites all of the memory, and reads it through input 0 alone.
  private boolean isWholeAndAlone(Tensor tensor) {
    Storage storage = tensor.storage();
    Geometry place = tensor.geometry();
    if (!place.isNonOverlappingAndDense() || place.numel() != storage.size()) return false;
    for (int i = 1; i < inputs.length; i++) {
      if (inputs[i] != null && inputs[i].storage() == storage) return false;
    }
    return true;
  }

  @Override
  public void output(String name, int i) {
    keep(name, new PendingOutput(i));
  }

  @Override
  public void value(String name, Object value) {
    keep(name, BoolNumber.shown(value));
  }

  private void keep(String name, Object value) {
    int at = fields.length;
    fields = Arrays.copyOf(fields, at + 2);
    fields[at] = name;
    fields[at + 1] = value;
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
    return placeOf(name) >= 0;
  }

  @Override
  public Tensor tensor(String name) {
    return (Tensor) unpacked(field(name));
  }

  @Override
  @SuppressWarnings("unchecked")
  public List<Tensor> tensors(String name) {
    return (List<Tensor>) unpacked(field(name));
  }

  @Override
  public <T> T value(String name, Class<T> type) {
    return type.cast(field(name));
  }

  private Object field(String name) {
    int place = placeOf(name);
    if (place < 0) throw new AssertionError(nodeName + " saves no field " + name);
    return fields[place];
  }

  private int placeOf(String name) {
    for (int i = 0; i < fields.length; i += 2) {
      if (fields[i].equals(name)) return i + 1;
    }
    return -1;
  }

  private static Object unpacked(Object value) {
    return switch (value) {
      case SavedTensor saved -> saved.unpack();
      case SavedTensor[] all -> Arrays.stream(all).map(SavedTensor::unpack).toList();
      case null, default -> value;
    };
  }

  @Override
  public Map<String, Object> saved() {
    Map<String, Object> all = new LinkedHashMap<>();
    for (int i = 0; i < fields.length; i += 2) {
      all.put((String) fields[i], unpacked(fields[i + 1]));
    }
    return all;
  }

  /// PyTorch's `_raw_saved_…`: a saved tensor before it is read.
  ///
  /// @return null if there is no such field, or it holds no tensor
  public SavedTensor rawSaved(String name) {
    return has(name) && field(name) instanceof SavedTensor saved ? saved : null;
  }

  @Override
  void release() {
    for (int i = 1; i < fields.length; i += 2) {
      if (fields[i] instanceof SavedTensor saved) saved.release();
      if (fields[i] instanceof SavedTensor[] all) {
        for (SavedTensor saved : all) saved.release();
      }
    }
  }

  // ---- backward ------------------------------------------------------------------------------

  @Override
  Tensor[] apply(Tensor[] gradients) {
    return apply(gradients, null);
  }

  @Override
  Tensor[] apply(Tensor[] gradients, boolean[] wanted) {
    boolean direct = wanted == null && !hasPackedTensors();
    Tensor[] results = derivatives(gradients, direct ? this : new SavedForRun(this, wanted));
    // Inputs behind the last edge are data that nobody differentiates by.
    int edges = nextFunctions().size();
    return results.length == edges ? results : Arrays.copyOf(results, edges);
  }

  private Tensor[] derivatives(Tensor[] gradients, Saved saved) {
    if (!Autograd.isGradEnabled()) return op.gradients(gradients, saved);
    ThreadState thread = ThreadState.current();
    boolean outer = thread.runsFormula;
    thread.runsFormula = true;
    try {
      return op.gradients(gradients, saved);
    } finally {
      thread.runsFormula = outer;
    }
  }

  /// Whether this thread records a derivative: what formulas do with numbers has nodes of its own.
  static boolean runsFormula() {
    return ThreadState.current().runsFormula;
  }

  boolean hasPackedTensors() {
    for (int i = 1; i < fields.length; i += 2) {
      if (fields[i] instanceof SavedTensor saved && saved.hasHooks()) return true;
    }
    return false;
  }

  /// A result is ours alone if its memory is neither that of a gradient that came in nor of
  /// anything saved.
  @Override
  boolean owns(Tensor result, Tensor[] gradients) {
    Storage storage = result.storage();
    for (Tensor gradient : gradients) {
      if (gradient != null && gradient.storage() == storage) return false;
    }
    for (int i = 1; i < fields.length; i += 2) {
      if (fields[i] instanceof SavedTensor saved && saved.mayShow(storage)) return false;
    }
    return true;
  }
}
