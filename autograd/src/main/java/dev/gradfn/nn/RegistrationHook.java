package dev.gradfn.nn;

/// Sees what is about to be registered in a module. Returns null, or what to register in its place.
///
/// @param <T> a tensor or a module
@FunctionalInterface
public interface RegistrationHook<T> {
  T before(Module module, String name, T value);
}
