package dev.gradfn.analysis;

import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.Handle;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.core.Dims;
import dev.gradfn.nn.Args;
import dev.gradfn.nn.ConvNd;
import dev.gradfn.nn.Module;
import dev.gradfn.trace.Outputs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// The tree of a network's modules with what one forward pass does in each: torchinfo's table. A
/// module that is shared, or called several times, is one row with its calls, and what it holds is
/// counted once.
///
/// @param rows in the order of the tree; the first is the network itself
public record Summary(List<Row> rows) {
  /// @param input shape of the first tensor among the arguments; null if there is none
  /// @param output shape of the first tensor of the result; null if there is none
  /// @param bytes of all tensors of the result
  public record Call(Dims input, Dims output, long bytes) {}

  /// Parameters, multiply-adds and activations are those of the module with all below it.
  ///
  /// @param depth 0: the network itself
  /// @param leaf whether no module is below it
  /// @param kernel sizes of the window, or empty
  /// @param parameters number of elements
  /// @param trainable those that require grad
  /// @param multAdds of all calls; as torchinfo counts them: a convolution's parameters times its
  ///   output positions, other parameters once for each image
  /// @param activations bytes of what the leaves return, all calls
  public record Row(
      String path,
      Module module,
      int depth,
      boolean leaf,
      List<Call> calls,
      List<Long> kernel,
      long parameters,
      long trainable,
      long multAdds,
      long activations) {}

  /// @param args of one forward pass, which is not recorded; device `meta` is enough
  public static Summary of(Module model, Args args) {
    Map<Module, List<Call>> calls = new IdentityHashMap<>();
    List<Handle> handles = new ArrayList<>();
    try (var _ = Autograd.noGrad()) {
      for (Module module : model.modules()) {
        calls.put(module, new ArrayList<>());
        handles.add(
            module.registerForwardHook((m, in, out) -> {
              calls.get(m).add(call(in, out));
              return null;
            }));
      }
      model.callAll(args);
    } finally {
      handles.forEach(Handle::close);
    }
    List<Row> rows = new ArrayList<>();
    Map<String, Module> modules = model.namedModules();
    modules.forEach((path, module) -> rows.add(row(path, modules, calls)));
    return new Summary(List.copyOf(rows));
  }

  /// The row of the network: the totals.
  public Row total() {
    return rows.get(0);
  }

  private static Call call(Args args, Object output) {
    long bytes = 0;
    var results = Outputs.flatten(output).values();
    for (Tensor one : results) bytes += one.numel() * one.dtype().itemSize();
    return new Call(first(args.positional()), first(output), bytes);
  }

  private static Dims first(Object value) {
    for (Tensor tensor : Outputs.flatten(value).values()) return tensor.shape();
    return null;
  }

  private static Row row(String path, Map<String, Module> modules, Map<Module, List<Call>> calls) {
    Module module = modules.get(path);
    long multAdds = 0;
    long activations = 0;
    boolean leaf = true;
    String below = path.isEmpty() ? "" : path + ".";
    for (Map.Entry<String, Module> other : modules.entrySet()) {
      boolean self = other.getKey().equals(path);
      if (!self && !other.getKey().startsWith(below)) continue;
      leaf &= self;
      Module one = other.getValue();
      for (Call call : calls.get(one)) {
        multAdds += multAdds(one, call);
        if (one.childSlots().isEmpty()) activations += call.bytes();
      }
    }
    long parameters = 0;
    long trainable = 0;
    for (Tensor parameter : module.parameters()) {
      parameters += parameter.numel();
      if (parameter.requiresGrad()) trainable += parameter.numel();
    }
    int depth = path.isEmpty() ? 0 : path.split("\\.").length;
    return new Row(
        path,
        module,
        depth,
        leaf,
        List.copyOf(calls.get(module)),
        kernel(module),
        parameters,
        trainable,
        multAdds,
        activations);
  }

  /// Of the module's own parameters.
  private static long multAdds(Module module, Call call) {
    Dims output = call.output();
    if (output == null || output.rank() == 0) return 0;
    boolean everywhere = module instanceof ConvNd;
    long sum = 0;
    for (var slot : module.parameterSlots().entrySet()) {
      Tensor parameter = slot.getValue().get();
      String name = slot.getKey();
      if (parameter == null || !(name.contains("weight") || name.contains("bias"))) continue;
      boolean perStep = !name.equals("weight") && !name.equals("bias");
      long times = output.get(0);
      if (everywhere && output.rank() > 1) times = output.without(1).product();
      else if (perStep && output.rank() > 1) times *= output.get(1);
      sum += parameter.numel() * times;
    }
    return sum;
  }

  private static List<Long> kernel(Module module) {
    return switch (module.attributes().get("kernel_size")) {
      case Dims dims -> Arrays.stream(dims.toArray()).boxed().toList();
      case Number number -> List.of(number.longValue());
      case null, default -> List.of();
    };
  }
}
