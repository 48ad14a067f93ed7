package dev.gradfn.picture;

import dev.gradfn.autograd.Autograd;
import dev.gradfn.autograd.Handle;
import dev.gradfn.autograd.Node;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.nn.Args;
import dev.gradfn.nn.Module;
import dev.gradfn.trace.Outputs;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Runs a network once with hooks on all its modules and keeps who called whom, which nodes were
/// recorded in between (they have ascending sequence numbers, so a call owns an interval), and
/// where the tensors went that no node stands for.
final class ForwardRecorder {
  /// @param end sequence number after the last node of the call
  /// @param outputs shapes of its tensors
  /// @param requiresGrad whether one of them does
  /// @param gradFn of the output, if that is one tensor; else null
  record Finished(
      ModuleCall call, long end, List<String> outputs, boolean requiresGrad, Node gradFn) {}

  private final Deque<ModuleCall> open = new ArrayDeque<>();
  private final List<ModuleCall> begun = new ArrayList<>();
  private final Map<ModuleCall, Finished> finished = new IdentityHashMap<>();
  private final long begin = Autograd.nextSequenceNr();
  private final UnrecordedFlow flow;
  private Object output;

  private ForwardRecorder(Module model) {
    flow = new UnrecordedFlow(open::peek, model.buffers());
  }

  static ForwardRecorder run(Module model, Supplier<Object> forward) {
    ForwardRecorder recorder = new ForwardRecorder(model);
    List<Handle> handles = new ArrayList<>();
    try (var _ = Autograd.observe(recorder.flow)) {
      for (Module module : model.modules()) {
        handles.add(module.registerForwardPreHook(recorder::enter));
        handles.add(module.registerForwardHook(recorder::leave));
      }
      recorder.output = forward.get();
    } finally {
      handles.forEach(Handle::close);
    }
    return recorder;
  }

  private Args enter(Module module, Args args) {
    ModuleCall call =
        new ModuleCall(module, open.peek(), Autograd.nextSequenceNr(), shapes(args.positional()));
    open.push(call);
    begun.add(call);
    return null;
  }

  private Object leave(Module module, Args args, Object result) {
    ModuleCall call = open.pop();
    Node gradFn = result instanceof Tensor tensor ? tensor.gradFn() : null;
    Collection<Tensor> outputs = Outputs.flatten(result).values();
    for (Tensor output : outputs) flow.returned(call, output);
    boolean requiresGrad = outputs.stream().anyMatch(Tensor::requiresGrad);
    long end = Autograd.nextSequenceNr();
    finished.put(call, new Finished(call, end, shapes(result), requiresGrad, gradFn));
    return null;
  }

  private static List<String> shapes(Object values) {
    return Outputs.flatten(values).values().stream().map(ForwardRecorder::shape).toList();
  }

  private static String shape(Tensor tensor) {
    return tensor.shape().toString();
  }

  /// In the order in which they began: a caller before what it calls.
  List<Finished> calls() {
    return begun.stream().map(finished::get).toList();
  }

  /// Sequence number of the first node that can belong to the run.
  long begin() {
    return begin;
  }

  UnrecordedFlow flow() {
    return flow;
  }

  /// What the network returned.
  Object output() {
    return output;
  }
}
