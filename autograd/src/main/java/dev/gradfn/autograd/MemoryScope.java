package dev.gradfn.autograd;

import dev.gradfn.core.Storage;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;

/// Closes at its end the tensors that operations made in it on this thread; see [GradFn#scope].
public final class MemoryScope implements AutoCloseable {
  private final ThreadState thread = ThreadState.current();
  private final MemoryScope outer = thread.scope;
  private final Kind kind;

  /// Weakly: what nobody reaches any more is the collector's.
  private final List<WeakReference<Storage>> made = new ArrayList<>();

  private enum Kind {
    OF_BLOCK,
    OF_CALL,
    PAUSE
  }

  private MemoryScope(Kind kind) {
    this.kind = kind;
    thread.scope = this;
  }

  private boolean closes() {
    return kind != Kind.PAUSE;
  }

  static MemoryScope open() {
    return new MemoryScope(Kind.OF_BLOCK);
  }

  /// Of a call of modules into which nobody looks.
  public static MemoryScope openForCall() {
    return new MemoryScope(Kind.OF_CALL);
  }

  /// This thread's innermost scope, if it is one of a [call][#openForCall]; else null.
  public static MemoryScope ofCall() {
    MemoryScope scope = ThreadState.current().scope;
    return scope != null && scope.kind == Kind.OF_CALL ? scope : null;
  }

  /// What is made in it lasts, whatever scope is around it: the state of an optimiser.
  public static MemoryScope pause() {
    return new MemoryScope(Kind.PAUSE);
  }

  static void enter(Tensor tensor) {
    MemoryScope scope = ThreadState.current().scope;
    if (scope != null && scope.closes()) scope.made.add(new WeakReference<>(tensor.storage()));
  }

  static void keepBeyond(Tensor tensor) {
    for (MemoryScope scope = ThreadState.current().scope; scope != null; scope = scope.outer) {
      scope.forget(tensor.storage());
    }
  }

  /// `tensor` outlives this scope; an outer one, if there is one, closes it.
  public Tensor keep(Tensor tensor) {
    if (forget(tensor.storage()) && outer != null && outer.closes()) {
      outer.made.add(new WeakReference<>(tensor.storage()));
    }
    return tensor;
  }

  /// All that was made so far outlives this scope; see [#keep].
  public void keepAll() {
    if (outer != null && outer.closes()) outer.made.addAll(made);
    made.clear();
  }

  /// Closes `used` now, if it was made in this scope and shares no memory with `result`.
  public void end(Tensor used, Tensor result) {
    Storage storage = used.storage();
    if (storage != result.storage() && forget(storage)) storage.close();
  }

  private boolean forget(Storage storage) {
    return made.removeIf(reference -> reference.refersTo(storage));
  }

  /// @throws IllegalStateException on another thread, or before an inner scope is closed
  @Override
  public void close() {
    if (ThreadState.current().scope != this) {
      throw new IllegalStateException(
          "scope: closed out of turn; expected the innermost one of the thread that opened it");
    }
    thread.scope = outer;
    for (WeakReference<Storage> reference : made) {
      Storage storage = reference.get();
      if (storage != null) storage.close();
    }
  }
}
