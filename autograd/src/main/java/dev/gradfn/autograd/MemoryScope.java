package dev.gradfn.autograd;

import dev.gradfn.core.Storage;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;

/// Closes at its end the tensors that operations made in it on this thread; see [GradFn#scope].
public final class MemoryScope implements AutoCloseable {
  private final ThreadState thread = ThreadState.current();
  private final MemoryScope outer = thread.scope;
  private final boolean closes;

  /// Weakly: what nobody reaches any more is the collector's.
  private final List<WeakReference<Storage>> made = new ArrayList<>();

  private MemoryScope(boolean closes) {
    this.closes = closes;
    thread.scope = this;
  }

  static MemoryScope open() {
    return new MemoryScope(true);
  }

  /// What is made in it lasts, whatever scope is around it: the state of an optimiser.
  public static MemoryScope pause() {
    return new MemoryScope(false);
  }

  static void enter(Tensor tensor) {
    MemoryScope scope = ThreadState.current().scope;
    if (scope != null && scope.closes) scope.made.add(new WeakReference<>(tensor.storage()));
  }

  static void keepBeyond(Tensor tensor) {
    for (MemoryScope scope = ThreadState.current().scope; scope != null; scope = scope.outer) {
      scope.forget(tensor.storage());
    }
  }

  /// `tensor` outlives this scope; an outer one, if there is one, closes it.
  public Tensor keep(Tensor tensor) {
    if (forget(tensor.storage()) && outer != null && outer.closes) {
      outer.made.add(new WeakReference<>(tensor.storage()));
    }
    return tensor;
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
