package dev.gradfn.autograd;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/// What PyTorch keeps per thread: modes, the next sequence number, the run of backward under way.
final class ThreadState {
  /// How many threads are observed: while none is, an operation pays one look at this number.
  static final AtomicInteger OBSERVED = new AtomicInteger();

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

  /// Whether a node records its derivative now, in the overloads that PyTorch's formulas use.
  boolean runsFormula;

  /// Sees each tensor with the node that has just become its grad_fn; null outside.
  BiConsumer<Node, Tensor> watcher;

  /// Sees operations and nodes with their times; null outside.
  EngineObserver observer;

  /// Closes at its end what operations make now; null outside.
  MemoryScope scope;

  private long nextSequenceNr;

  /// Who observes this thread, or null.
  static EngineObserver observer() {
    return OBSERVED.getPlain() == 0 ? null : current().observer;
  }

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
