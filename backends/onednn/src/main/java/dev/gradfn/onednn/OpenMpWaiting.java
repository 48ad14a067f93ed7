package dev.gradfn.onednn;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// How long OpenMP's threads wait for each other awake.
///
/// GNU's library lets them spin for milliseconds: where other programs want the processors, those
/// that wait take them from the one that is waited for, and a pass takes several times as long
/// (docs/decisions/0005). A fraction of a millisecond is enough for the next primitive to arrive.
/// The library reads its environment once, when it is loaded.
final class OpenMpWaiting {
  private static final String SPINS = "GOMP_SPINCOUNT";
  private static final String POLICY = "OMP_WAIT_POLICY";
  private static final String FEW = "30000";

  private OpenMpWaiting() {}

  /// Before the library is loaded; what the user has set stays.
  static void beShort() {
    if (System.getenv(SPINS) != null || System.getenv(POLICY) != null) return;
    Linker linker = Linker.nativeLinker();
    linker.defaultLookup().find("setenv").ifPresent(setenv -> call(linker, setenv));
  }

  @SuppressWarnings("restricted") // called as POSIX says
  private static void call(Linker linker, MemorySegment setenv) {
    var signature =
        FunctionDescriptor.of(
            ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
    try (Arena arena = Arena.ofConfined()) {
      int status =
          (int)
              linker
                  .downcallHandle(setenv, signature)
                  .invokeExact(arena.allocateFrom(SPINS), arena.allocateFrom(FEW), 0);
      if (status != 0) throw new IllegalStateException("setenv " + SPINS + " failed");
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
