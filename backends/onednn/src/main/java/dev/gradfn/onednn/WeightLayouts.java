package dev.gradfn.onednn;

import dev.gradfn.core.Dims;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.dnnl.memory;

/// The orders of weights met so far: equal ones are one layout, so that weights which two
/// primitives want alike are reordered once.
final class WeightLayouts {
  private static final int PER_SHAPE = 8;

  private final Map<Dims, ArrayDeque<Layout>> known = new HashMap<>();

  synchronized Layout of(Dims dims, memory.desc desc) {
    if (known.size() > 4096) known.clear();
    ArrayDeque<Layout> candidates = known.computeIfAbsent(dims, _ -> new ArrayDeque<>());
    for (Layout layout : candidates) {
      if (layout.desc().equals(desc)) return layout;
    }
    Layout layout = Layout.opaque(dims, new memory.desc(desc));
    candidates.addFirst(layout);
    if (candidates.size() > PER_SHAPE) candidates.removeLast();
    return layout;
  }
}
