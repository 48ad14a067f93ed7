package dev.gradfn.core;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/// Chooses the kernel sets that run: names in order of preference, `java` always last.
///
/// The system property `gradfn.backend` (`java`, or a list such as `nd4j,java`) sets the start
/// value.
public final class Backends {
  private static volatile KernelChain current;

  private Backends() {}

  /// The kernels in use by all threads.
  public static KernelChain kernels() {
    KernelChain chain = current;
    return chain != null ? chain : useConfigured();
  }

  private static synchronized KernelChain useConfigured() {
    if (current == null) use(System.getProperty("gradfn.backend", "java"), Device.CPU);
    return current;
  }

  /// Switches to the named sets, for all threads, from the next kernel on.
  ///
  /// @param names separated by commas, in order of preference
  /// @throws BackendUnavailableException if one is not on the class path or cannot run on `device`
  public static synchronized void use(String names, Device device) {
    List<Kernels> sets = new ArrayList<>();
    for (String name : names.split(",")) {
      if (!name.isBlank() && !name.strip().equals("java")) sets.add(find(name.strip(), device));
    }
    sets.add(new JavaKernels());
    current = new KernelChain(sets);
  }

  private static Kernels find(String name, Device device) {
    List<String> known = new ArrayList<>(List.of("java"));
    for (KernelProvider provider : ServiceLoader.load(KernelProvider.class)) {
      if (provider.name().equals(name)) return provider.open(device);
      known.add(provider.name());
    }
    throw new BackendUnavailableException(
        "backend \"" + name + "\" is not on the class path, expected one of " + known, null);
  }
}
