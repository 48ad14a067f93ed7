package dev.gradfn.nd4j;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/// Sets an environment variable for native libraries that are loaded later: some of their settings
/// can be made no other way, and Java cannot change its own environment.
final class NativeEnvironment {
  private NativeEnvironment() {}

  /// Sets `name` unless the user has. Where that is not possible (Windows) nothing happens.
  @SuppressWarnings("restricted") // setenv, called as its manual says
  static void setDefault(String name, String value) {
    if (System.getenv(name) != null) return;
    Linker linker = Linker.nativeLinker();
    Optional<MemorySegment> setenv = linker.defaultLookup().find("setenv");
    if (setenv.isEmpty()) return;
    FunctionDescriptor signature =
        FunctionDescriptor.of(
            ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
    MethodHandle call = linker.downcallHandle(setenv.get(), signature);
    try (Arena arena = Arena.ofConfined()) {
      int unused = (int) call.invokeExact(arena.allocateFrom(name), arena.allocateFrom(value), 0);
      assert unused == 0;
    } catch (Throwable e) {
      throw new IllegalStateException("setenv " + name + " failed", e);
    }
  }
}
