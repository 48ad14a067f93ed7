package dev.gradfn.bench;

import dev.gradfn.core.BackendUnavailableException;
import dev.gradfn.core.Backends;
import dev.gradfn.core.Device;
import java.util.ArrayList;
import java.util.List;

/// Which kernel sets can run here, and why the others cannot.
///
/// @param available names
/// @param missing one line each
record BackendProbe(List<String> available, List<String> missing) {
  static BackendProbe of(List<String> names) {
    List<String> available = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (String name : names) {
      try {
        Backends.use(name, Device.CPU);
        available.add(name);
      } catch (BackendUnavailableException e) {
        missing.add(name + " left out: " + e.getMessage());
      }
    }
    Backends.use("java", Device.CPU);
    return new BackendProbe(available, missing);
  }
}
