package dev.gradfn.autograd;

/// Removes a hook when closed; closing twice does nothing.
public interface Handle extends AutoCloseable {
  @Override
  void close();
}
