package dev.gradfn.autograd;

import dev.gradfn.core.Storage;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;

/// Closes at its end the tensors that operations made in it on this thread; see [GradFn#scope].
public final class Scope implements AutoCloseable {
  private final ThreadState thread = ThreadState.current();
  private final Scope outer = thread.scope;
  private final boolean closes;

  /// Weakly: what nobody reaches any more is the collector's.
  private final List<WeakReference<Storage>> made = new ArrayList<>();

  private Scope(boolean closes) {
    this.closes = closes;
    thread.scope = this;
  }

  static Scope open() {
    return new Scope(true);
  }

  /// What is made in it lasts, whatever scope is around it: the state of an optimiser.
  public static Scope pause() {
    return new Scope(false);
  }

  static void enter(Tensor tensor) {
    Scope scope = ThreadState.current().scope;
    if (scope != null && scope.closes) scope.made.add(new WeakReference<>(tensor.storage()));
  }

  static void keepBeyond(Tensor tensor) {
    for (Scope scope = ThreadState.current().scope; scope != null; scope = scope.outer) {
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
