package dev.gradfn.trace;

import dev.gradfn.autograd.Handle;
import dev.gradfn.autograd.Node;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.nn.Args;
import dev.gradfn.nn.BatchNorm;
import dev.gradfn.nn.ConvNd;
import dev.gradfn.nn.Module;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// Which module made which `grad_fn`: hooks modules, runs forward once, removes the hooks.
///
/// ```java
/// GradFnTrace trace = GradFnTrace.run(model, GradFnTrace.PRUNABLE_TYPES, Args.of(image));
/// trace.gradFnToModule().forEach((node, module) -> System.out.println(node + ": " + module));
/// ```
///
/// As in the Python original the map may hold the key null: all hooked modules whose output has no
/// `grad_fn` share it, and the last of them is its value. [#explanations] says why it is there.
public final class GradFnTrace {
  /// Convolutions, batch norms and linear layers: what pruning tools hook.
  public static final Predicate<Module> PRUNABLE_TYPES =
      module ->
          module instanceof ConvNd
              || module instanceof BatchNorm
              || module.typeName().equals("Linear")
              || module.typeName().equals("PReLU");

  private final Module model;
  private final Map<Module, String> paths = new IdentityHashMap<>();
  private final Map<Node, Module> gradFnToModule = new LinkedHashMap<>();
  private final Map<String, Integer> visited = new LinkedHashMap<>();
  private final List<String> withoutGradFn = new ArrayList<>();
  private int hooked;
  private Object output;

  private GradFnTrace(Module model) {
    this.model = model;
    model.namedModules().forEach((path, module) -> paths.put(module, path));
  }

  /// Calls `model` with `args` once, with forward hooks on the modules that `types` accepts. The
  /// hooks are removed even if forward fails.
  public static GradFnTrace run(Module model, Predicate<Module> types, Args args) {
    GradFnTrace trace = new GradFnTrace(model);
    List<Handle> handles = new ArrayList<>();
    try {
      for (Module module : model.modules()) {
        if (types.test(module)) handles.add(module.registerForwardHook(trace::record));
      }
      trace.hooked = handles.size();
      trace.output = model.callAll(args);
    } finally {
      handles.forEach(Handle::close);
    }
    return trace;
  }

  private Object record(Module module, Args args, Object result) {
    String path = paths.get(module);
    visited.merge(path, 1, Integer::sum);
    if (!(result instanceof Tensor tensor)) return null;
    Node node = tensor.gradFn();
    if (node == null) withoutGradFn.add(path);
    gradFnToModule.put(node, module);
    return null;
  }

  /// In the order of first insertion.
  public Map<Node, Module> gradFnToModule() {
    return Collections.unmodifiableMap(gradFnToModule);
  }

  /// How often each hooked module was called, by path, in order of the first call.
  public Map<String, Integer> visited() {
    return Collections.unmodifiableMap(visited);
  }

  /// Number of hooked modules.
  public int hooked() {
    return hooked;
  }

  /// Path of a module of the model.
  public String pathOf(Module module) {
    return paths.get(module);
  }

  /// What the model returned.
  public Object output() {
    return output;
  }

  /// Why a null key is in the map, if there is one, and what to do; one sentence each.
  public List<String> explanations() {
    if (withoutGradFn.isEmpty()) return List.of();
    List<String> lines = new ArrayList<>();
    lines.add(
        withoutGradFn.size()
            + " of "
            + hooked
            + " hooked modules gave an output without grad_fn and share one None entry: "
            + withoutGradFn.get(0)
            + " to "
            + withoutGradFn.getLast());
    lines.add(cause());
    return lines;
  }

  private String cause() {
    long frozen = model.parameters().stream().filter(p -> !p.requiresGrad()).count();
    int all = model.parameters().size();
    if (frozen == 0) {
      return "all parameters require grad, but recording was off; trace outside Autograd.noGrad()";
    }
    if (frozen == all) {
      return "no parameter requires grad (YOLOv5 saves its checkpoints that way), so nothing is"
          + " recorded; call model.requiresGrad_(true)";
    }
    return frozen
        + " of "
        + all
        + " parameters do not require grad, and nothing before these modules does either; call"
        + " requiresGrad_(true) on them to record them";
  }
}
