package dev.gradfn.autograd;

import dev.gradfn.core.ArraySpec;
import dev.gradfn.op.Saved;
import java.util.List;
import java.util.Map;

/// What a node kept, for one run of backward: it wants some of the gradients only, and asks the
/// hooks on saved tensors once for each, in the order of the fields.
final class SavedForRun implements Saved {
  private final OpNode node;
  private final boolean[] wanted;

  /// Null if no hooks are set: then the node is asked.
  private final Map<String, Object> unpacked;

  /// @param wanted per edge; null: all that are defined
  SavedForRun(OpNode node, boolean[] wanted) {
    this.node = node;
    this.wanted = wanted;
    this.unpacked = node.hasPackedTensors() ? node.saved() : null;
  }

  @Override
  public int inputCount() {
    return node.inputCount();
  }

  @Override
  public boolean needs(int i) {
    return node.needs(i) && (wanted == null || wanted[i]);
  }

  @Override
  public ArraySpec spec(int i) {
    return node.spec(i);
  }

  @Override
  public boolean has(String name) {
    return node.has(name);
  }

  @Override
  public Tensor tensor(String name) {
    return unpacked == null ? node.tensor(name) : (Tensor) unpacked.get(name);
  }

  @Override
  @SuppressWarnings("unchecked")
  public List<Tensor> tensors(String name) {
    return unpacked == null ? node.tensors(name) : (List<Tensor>) unpacked.get(name);
  }

  @Override
  public <T> T value(String name, Class<T> type) {
    return node.value(name, type);
  }
}
