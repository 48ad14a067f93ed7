package dev.gradfn.torch;

import dev.gradfn.pickle.Inert;
import dev.gradfn.pickle.PyDict;
import dev.gradfn.pickle.PyList;
import dev.gradfn.pickle.PySet;
import dev.gradfn.pickle.PyTuple;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Predicate;

/// A walk through what a pickle holds: keys, values, items, arguments and states, each object once,
/// without recursion, so that depth and circles do no harm.
public final class RecordWalk {
  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private final ArrayDeque<Object> left = new ArrayDeque<>();

  private RecordWalk() {}

  /// Whether `test` holds for `root` and all in it; the walk ends where it does not.
  public static boolean all(Object root, Predicate<Object> test) {
    RecordWalk walk = new RecordWalk();
    walk.push(root);
    while (!walk.left.isEmpty()) {
      Object next = walk.left.pop();
      if (!walk.seen.add(next)) continue;
      if (!test.test(next)) return false;
      walk.pushParts(next);
    }
    return true;
  }

  private void pushParts(Object value) {
    switch (value) {
      case PyDict dict -> {
        push(dict.attributes());
        for (int i = 0; i < dict.size(); i++) {
          push(dict.keyAt(i));
          push(dict.valueAt(i));
        }
      }
      case PyList list -> {
        for (int i = 0; i < list.size(); i++) push(list.get(i));
      }
      case PyTuple tuple -> {
        for (int i = 0; i < tuple.size(); i++) push(tuple.get(i));
      }
      case PySet set -> {
        for (int i = 0; i < set.size(); i++) push(set.get(i));
      }
      case Inert object -> {
        push(object.args());
        push(object.state());
      }
      default -> {}
    }
  }

  private void push(Object value) {
    if (value != null) left.push(value);
  }
}
