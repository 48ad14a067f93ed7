package dev.gradfn.autograd;

import java.util.ArrayList;
import java.util.List;

/// The node of a derivative whose gradient is recorded itself, where PyTorch has one kernel, and so
/// one node, for what we say in several steps: `NativeLayerNormBackwardBackward0`. The steps run
/// unrecorded, and again, recorded, when somebody asks for the gradients of this node.
public final class FormulaNode extends Node {
  /// A derivative: from the gradient and what it reads to one gradient per input; null where none
  /// is asked for.
  public interface Formula {
    /// @param sources entries are null where an optional one was not given
    Tensor[] run(Tensor[] sources);
  }

  private final String nodeName;
  private final Formula formula;

  /// Null where an optional source was not given; all null after [#release].
  private SavedTensor[] sources;

  private FormulaNode(String nodeName, Formula formula, Tensor[] sources) {
    super(
        ThreadState.current().takeSequenceNr(), OpNode.edgesOf(sources, sources.length), List.of());
    this.nodeName = nodeName;
    this.formula = formula;
    this.sources = new SavedTensor[sources.length];
    for (int i = 0; i < sources.length; i++) {
      this.sources[i] = sources[i] == null ? null : SavedTensor.input(sources[i]);
    }
  }

  /// What `formula` gives, with one node behind it where something is recorded.
  ///
  /// @param sources the gradient and all tensors that `formula` reads, in PyTorch's order
  public static Tensor[] run(String nodeName, Formula formula, Tensor... sources) {
    if (!Operations.records(sources)) return formula.run(sources);
    FormulaNode node = new FormulaNode(nodeName, formula, sources);
    Tensor[] results = Autograd.noGrad(() -> formula.run(sources));
    List<InputMetadata> metadata = new ArrayList<>();
    for (int i = 0; i < results.length; i++) {
      metadata.add(InputMetadata.of(results[i] == null ? sources[0] : results[i]));
      if (results[i] == null) continue;
      // What comes through unchanged keeps its own history.
      if (results[i].requiresGrad()) results[i] = Autograd.noGrad(results[i]::cloned);
      results[i].setHistory(node, i);
    }
    node.setInputMetadata(metadata);
    return results;
  }

  /// The same for a derivative by one input.
  public static Tensor one(
      String nodeName, java.util.function.Function<Tensor[], Tensor> formula, Tensor... sources) {
    return run(nodeName, in -> new Tensor[] {formula.apply(in)}, sources)[0];
  }

  @Override
  public String typeName() {
    return nodeName;
  }

  @Override
  public String forwardName() {
    return nodeName.substring(0, nodeName.lastIndexOf("Backward"));
  }

  @Override
  Tensor[] apply(Tensor[] gradients) {
    if (sources == null) throw freedError();
    Tensor[] copies = new Tensor[sources.length];
    for (int i = 0; i < copies.length; i++) {
      if (sources[i] != null) copies[i] = apart(sources[i].unpack(), nextFunctions().get(i));
    }
    Tensor[] results;
    try (var _ = Autograd.enableGrad()) {
      results = formula.run(copies);
    }
    return derivatives(results, gradients, copies);
  }

  /// The same values at a place of their own in the graph: a path from one source to another is no
  /// business of this node.
  private static Tensor apart(Tensor source, Edge edge) {
    if (!edge.isDefined()) return source.detach();
    if (!Autograd.isGradEnabled()) return source.detach().requiresGrad_();
    return Operations.apply(dev.gradfn.op.Alias.ALIAS, source);
  }

  private static Tensor[] derivatives(Tensor[] results, Tensor[] gradients, Tensor[] copies) {
    List<Tensor> ends = new ArrayList<>();
    List<Tensor> weights = new ArrayList<>();
    for (int i = 0; i < results.length; i++) {
      if (results[i] == null || gradients[i] == null || !results[i].requiresGrad()) continue;
      ends.add(results[i]);
      weights.add(gradients[i]);
    }
    Tensor[] all = new Tensor[copies.length];
    List<Tensor> wanted = new ArrayList<>();
    for (Tensor copy : copies) if (copy != null && copy.requiresGrad()) wanted.add(copy);
    if (ends.isEmpty() || wanted.isEmpty()) return all;
    Autograd.Options options =
        Autograd.Options.DEFAULT.withAllowUnused(true).withCreateGraph(Autograd.isGradEnabled());
    List<Tensor> found = Autograd.grad(ends, wanted, weights, options);
    for (int i = 0; i < all.length; i++) {
      int at = indexOf(wanted, copies[i]);
      if (at >= 0) all[i] = found.get(at);
    }
    return all;
  }

  private static int indexOf(List<Tensor> tensors, Tensor wanted) {
    for (int i = 0; i < tensors.size(); i++) if (tensors.get(i) == wanted) return i;
    return -1;
  }

  @Override
  void release() {
    if (sources == null) return;
    for (SavedTensor source : sources) if (source != null) source.release();
    sources = null;
  }
}
