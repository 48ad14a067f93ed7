package dev.gradfn.autograd;

import java.util.List;

/// Removes a hook when closed; closing twice does nothing.
public interface Handle extends AutoCloseable {
  /// Grows with every registration in this process, whatever the kind of hook.
  long id();

  @Override
  void close();

  /// One handle for hooks that belong together.
  ///
  /// @param handles at least one; the first gives the id
  static Handle of(List<Handle> handles) {
    return new Handle() {
      @Override
      public long id() {
        return handles.getFirst().id();
      }

      @Override
      public void close() {
        handles.forEach(Handle::close);
      }
    };
  }
}
