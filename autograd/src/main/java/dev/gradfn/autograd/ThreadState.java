package dev.gradfn.autograd;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BiConsumer;

/// What PyTorch keeps per thread: modes, the next sequence number, the run of backward under way.
final class ThreadState {
  private static final ThreadLocal<ThreadState> CURRENT = ThreadLocal.withInitial(ThreadState::new);

  boolean gradEnabled = true;
  boolean inferenceMode;

  /// The innermost last.
  final Deque<SavedTensorHooks> savedTensorHooks = new ArrayDeque<>();

  /// Null while hooks on saved tensors are allowed; else the error of whoever sets some.
  String savedTensorHooksDisabled;

  /// The run of backward that this thread executes, and the node that it runs; null outside.
  Engine engine;

  Node evaluating;

  /// Sees each tensor with the node that has just become its grad_fn; null outside.
  BiConsumer<Node, Tensor> watcher;

  /// Closes at its end what operations make now; null outside.
  MemoryScope scope;

  private long nextSequenceNr;

  static ThreadState current() {
    return CURRENT.get();
  }

  long takeSequenceNr() {
    return nextSequenceNr++;
  }

  long nextSequenceNr() {
    return nextSequenceNr;
  }
}
