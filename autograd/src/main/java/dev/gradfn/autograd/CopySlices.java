package dev.gradfn.autograd;

import dev.gradfn.core.Geometry;
import java.util.ArrayList;
import java.util.List;

/// What the base of a view gets as its `grad_fn` when the view is changed in place: the gradient of
/// the window goes through the in-place operation's node, the rest passes.
final class CopySlices extends Node {
  private final Geometry baseGeometry;
  private final Geometry window;
  private Node inner;

  /// @param inner the node of the in-place operation on `view`
  CopySlices(Tensor base, Tensor view, Node inner) {
    super(
        ThreadState.current().takeSequenceNr(),
        edges(base, inner),
        List.of(InputMetadata.of(base)));
    this.baseGeometry = base.geometry();
    this.window = view.geometry();
    this.inner = inner;
  }

  /// The inner node's edges, but for the first, which led to the view: it leads to the base.
  private static List<Edge> edges(Tensor base, Node inner) {
    List<Edge> edges = new ArrayList<>(inner.nextFunctions());
    edges.set(0, base.gradientEdge());
    return List.copyOf(edges);
  }

  @Override
  public String typeName() {
    return "CopySlices";
  }

  @Override
  public String name() {
    return "torch::autograd::CopySlices";
  }

  @Override
  Tensor[] apply(Tensor[] gradients) {
    Tensor[] results = new Tensor[nextFunctions().size()];
    Tensor g = gradients[0];
    if (g == null) return results;
    if (inner == null) throw freedError();
    Geometry layout = Geometry.of(baseGeometry.shape(), baseGeometry.strides());
    Tensor whole = Tensor.empty(g.dtype(), g.device(), layout).copy_(g);
    Tensor part = windowOn(whole);
    Tensor[] inside = inner.apply(new Tensor[] {part.cloned()});
    System.arraycopy(inside, 1, results, 1, results.length - 1);
    if (nextFunctions().get(0).isDefined()) {
      Tensor changed =
          inside[0] != null ? inside[0] : Tensor.zeros(g.dtype(), g.device(), part.shape());
      part.copy_(changed);
      results[0] = whole;
    }
    return results;
  }

  private Tensor windowOn(Tensor whole) {
    long offset = window.offset() - baseGeometry.offset();
    return Operations.apply(
        new dev.gradfn.op.AsStrided(window.shape(), window.strides(), offset), whole);
  }

  @Override
  void release() {
    if (inner != null) inner.release();
    inner = null;
  }
}
