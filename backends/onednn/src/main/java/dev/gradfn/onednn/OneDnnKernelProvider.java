package dev.gradfn.onednn;

import dev.gradfn.core.BackendUnavailableException;
import dev.gradfn.core.Device;
import dev.gradfn.core.KernelProvider;
import dev.gradfn.core.Kernels;

/// Makes the backend `onednn` known: float32 on CPUs. No native code is loaded before [#open].
public final class OneDnnKernelProvider implements KernelProvider {
  @Override
  public String name() {
    return "onednn";
  }

  @Override
  public Kernels open(Device device) {
    if (device == Device.CUDA) {
      throw unavailable("it computes on the CPU; use --device cpu", null);
    }
    try {
      OneDnn.start();
    } catch (RuntimeException | LinkageError e) {
      throw unavailable(
          "its native library does not load ("
              + BackendUnavailableException.rootCause(e)
              + "); build with the native libraries of this platform, or use --backend java",
          e);
    }
    return new OneDnnKernels();
  }

  private static BackendUnavailableException unavailable(String what, Throwable cause) {
    return new BackendUnavailableException("backend \"onednn\": " + what, cause);
  }
}
