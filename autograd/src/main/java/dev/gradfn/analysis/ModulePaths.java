package dev.gradfn.analysis;

import dev.gradfn.autograd.Handle;
import dev.gradfn.nn.Module;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// The path of the module that is running, by hooks on all modules of a network. A module that
/// several others share has its path in whoever called it: YOLOv5 has one SiLU for all.
final class ModulePaths implements AutoCloseable {
  private record Call(Module module, String path) {}

  private final Module root;
  private final Deque<Call> running = new ArrayDeque<>();
  private final Map<Module, Map<Module, String>> below = new IdentityHashMap<>();
  private final List<Handle> hooks = new ArrayList<>();

  ModulePaths(Module root) {
    this.root = root;
    for (Module module : root.modules()) {
      hooks.add(
          module.registerForwardPreHook((called, _) -> {
            running.push(new Call(called, path(called)));
            return null;
          }));
      hooks.add(
          module.registerForwardHook(
              (_, _, _) -> {
                running.pop();
                return null;
              },
              false,
              true));
    }
  }

  /// Empty outside of all modules, and in the root.
  String current() {
    return running.isEmpty() ? "" : running.peek().path();
  }

  private String path(Module called) {
    Call caller = running.peek();
    if (caller == null) return pathsBelow(root).getOrDefault(called, "");
    String within = pathsBelow(caller.module()).get(called);
    if (within == null) return pathsBelow(root).getOrDefault(called, "");
    return caller.path().isEmpty() ? within : caller.path() + "." + within;
  }

  private Map<Module, String> pathsBelow(Module module) {
    return below.computeIfAbsent(
        module,
        m -> {
          Map<Module, String> paths = new IdentityHashMap<>();
          m.namedModules().forEach((path, one) -> paths.put(one, path));
          return paths;
        });
  }

  @Override
  public void close() {
    hooks.forEach(Handle::close);
  }
}
