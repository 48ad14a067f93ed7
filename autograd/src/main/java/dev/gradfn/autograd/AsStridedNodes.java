package dev.gradfn.autograd;

import dev.gradfn.core.Geometry;
import dev.gradfn.op.AsStrided;

/// The node of a view whose base was changed in place.
final class AsStridedNodes {
  private AsStridedNodes() {}

  static Node windowOn(Tensor base, Tensor view) {
    Geometry window = view.geometry();
    AsStrided op = new AsStrided(window.shape(), window.strides(), window.offset());
    OpNode node = new OpNode(op, op.nodeName(), new Tensor[] {base}, false);
    node.complete(new Tensor[] {view});
    return node;
  }
}
