package dev.gradfn.nd4j;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// Asks the NVIDIA driver for a GPU that ND4J can use, before ND4J is started: its own start fails
/// with pages of stack traces, or not at all until the first kernel.
final class CudaCheck {
  /// The binaries of ND4J 1.0.0-M2.1 hold code for compute capability 3.7 to 8.6, none that a
  /// driver could compile for newer GPUs.
  private static final int OLDEST = 37;

  private static final int NEWEST = 86;
  private static final int CAPABILITY_MAJOR = 75;
  private static final int CAPABILITY_MINOR = 76;

  private CudaCheck() {}

  /// What is wrong, in words, or null if there is a GPU to use.
  static String problem() {
    try (Arena arena = Arena.ofConfined()) {
      return new Driver(arena).problem();
    } catch (IllegalArgumentException missing) {
      return "no NVIDIA driver is installed (" + driverLibrary() + " not found)";
    }
  }

  /// @param capability ten times the compute capability
  static String capabilityProblem(int capability) {
    if (capability >= OLDEST && capability <= NEWEST) return null;
    return "the GPU has compute capability "
        + capability / 10
        + "."
        + capability % 10
        + ", ND4J 1.0.0-M2.1 holds code for 3.7 to 8.6 only";
  }

  private static String driverLibrary() {
    boolean windows = System.getProperty("os.name").startsWith("Windows");
    return windows ? "nvcuda.dll" : "libcuda.so.1";
  }

  /// The few functions of the driver's C interface that are needed.
  @SuppressWarnings("restricted") // called as the header of the driver says
  private static final class Driver {
    private final Arena arena;
    private final SymbolLookup library;

    Driver(Arena arena) {
      this.arena = arena;
      this.library = SymbolLookup.libraryLookup(driverLibrary(), arena);
    }

    String problem() {
      int status = call("cuInit", 0);
      if (status != 0) return "the NVIDIA driver cannot use a GPU (cuInit: error " + status + ")";
      MemorySegment result = arena.allocate(ValueLayout.JAVA_INT);
      status = call("cuDeviceGetCount", result);
      int count = result.get(ValueLayout.JAVA_INT, 0);
      if (status != 0 || count == 0) return "the NVIDIA driver finds no GPU";
      int major = attribute(result, CAPABILITY_MAJOR);
      int minor = attribute(result, CAPABILITY_MINOR);
      return capabilityProblem(10 * major + minor);
    }

    private int attribute(MemorySegment result, int attribute) {
      call("cuDeviceGetAttribute", result, attribute, 0);
      return result.get(ValueLayout.JAVA_INT, 0);
    }

    private int call(String function, Object... arguments) {
      ValueLayout[] layouts = new ValueLayout[arguments.length];
      for (int i = 0; i < layouts.length; i++) {
        boolean number = arguments[i] instanceof Integer;
        layouts[i] = number ? ValueLayout.JAVA_INT : ValueLayout.ADDRESS;
      }
      MethodHandle handle =
          Linker.nativeLinker()
              .downcallHandle(
                  library.find(function).orElseThrow(),
                  FunctionDescriptor.of(ValueLayout.JAVA_INT, layouts));
      try {
        return (int) handle.invokeWithArguments(arguments);
      } catch (Throwable e) {
        throw new IllegalStateException(function + " failed", e);
      }
    }
  }
}
