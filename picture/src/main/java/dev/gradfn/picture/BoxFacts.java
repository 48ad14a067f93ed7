package dev.gradfn.picture;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/// What a reader should see of a box at once: how much was recorded in it, and what is frozen.
final class BoxFacts {
  private final int[] nodes;
  private final List<Set<String>> frozen;

  BoxFacts(Picture picture) {
    nodes = picture.nodesBelow();
    frozen = picture.frozenBelow();
  }

  /// Whether its result needs no gradient, so that nothing was recorded in it.
  boolean isSilent(Box box) {
    return nodes[box.id()] == 0 && !box.requiresGrad();
  }

  /// Whether it only gives on what it was given, as Identity does: arrows go past it.
  boolean isPassed(Box box) {
    return box.id() != 0 && nodes[box.id()] == 0 && box.requiresGrad();
  }

  /// `6 nodes`, `6 nodes, frozen: weight`, `frozen: no grad_fn`, `passed on`.
  String text(Box box) {
    int count = nodes[box.id()];
    boolean isFrozen = !frozen.get(box.id()).isEmpty();
    if (isPassed(box)) return "passed on";
    if (count == 0) return isFrozen ? "frozen: no grad_fn" : "no grad_fn";
    String text = String.format(Locale.ROOT, "%,d node%s", count, count == 1 ? "" : "s");
    return isFrozen ? text + ", frozen: " + frozen(box) : text;
  }

  private String frozen(Box box) {
    if (!box.frozen().isEmpty()) return String.join(", ", box.frozen());
    int count = frozen.get(box.id()).size();
    return count + (count == 1 ? " parameter" : " parameters");
  }
}
