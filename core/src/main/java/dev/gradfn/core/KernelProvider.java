package dev.gradfn.core;

/// How a backend is found: a service (see `java.util.ServiceLoader`). Being found costs nothing;
/// native code may be loaded only by [#open].
public interface KernelProvider {
  /// The name that selects it in `gradfn.backend`.
  String name();

  /// The kernel set for `device`.
  ///
  /// @throws BackendUnavailableException in one clear line, if it cannot run here
  Kernels open(Device device);
}
