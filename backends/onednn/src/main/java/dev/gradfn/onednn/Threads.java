package dev.gradfn.onednn;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// How many threads OpenMP may use for a primitive: those of the one setting for all kernels,
/// divided among the Java threads that are in a primitive right now.
///
/// Each Java thread has an OpenMP team of its own, so without this two of them would run twice as
/// many threads as there are processors.
final class Threads {
  private static final MethodHandle SET_NUM_THREADS = find("omp_set_num_threads");
  private static final AtomicInteger RUNNING = new AtomicInteger();

  /// What the thread's team was set to last.
  private static final ThreadLocal<Turn> TURNS = ThreadLocal.withInitial(Turn::new);

  private static final class Turn {
    private int size = -1;
  }

  private Threads() {}

  /// Paired with [#end].
  static void begin() {
    Turn turn = TURNS.get();
    int running = RUNNING.incrementAndGet();
    int size = Math.max(1, dev.gradfn.core.Threads.count() / running);
    if (size != turn.size) setTeam(turn, size);
  }

  static void end() {
    RUNNING.decrementAndGet();
  }

  private static void setTeam(Turn turn, int size) {
    turn.size = size;
    if (SET_NUM_THREADS == null) return;
    try {
      SET_NUM_THREADS.invokeExact(size);
    } catch (Throwable e) {
      throw new IllegalStateException("omp_set_num_threads failed", e);
    }
  }

  /// In the OpenMP library that came with oneDNN; null where oneDNN was built with another runtime.
  @SuppressWarnings("restricted") // called as OpenMP's specification says
  private static MethodHandle find(String name) {
    Optional<MemorySegment> function = SymbolLookup.loaderLookup().find(name);
    return function
        .map(address ->
            Linker.nativeLinker()
                .downcallHandle(address, FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT)))
        .orElse(null);
  }
}
