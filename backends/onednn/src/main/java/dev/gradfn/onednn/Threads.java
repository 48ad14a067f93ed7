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
/// many threads as there are processors. oneDNN divides the work when it makes a primitive, and
/// many primitives insist on that division when they run: so each is made for a number of threads.
final class Threads {
  private static final MethodHandle SET_NUM_THREADS = find("omp_set_num_threads");
  private static final AtomicInteger RUNNING = new AtomicInteger();

  /// What the thread's team was set to last.
  private static final ThreadLocal<Team> TEAMS = ThreadLocal.withInitial(Team::new);

  private static final class Team {
    private int size = -1;
  }

  private Threads() {}

  /// What the calling thread may use now: all, or a half, a quarter and so on, so that primitives
  /// are not made for every number.
  static int share() {
    int all = dev.gradfn.core.Threads.count();
    int running = RUNNING.get() + 1;
    int share = all;
    while (share > 1 && share * running > all) share /= 2;
    return share;
  }

  /// What a primitive that is made here and now is made for.
  static int made() {
    int size = TEAMS.get().size;
    if (size > 0) return size;
    int share = share();
    use(share);
    return share;
  }

  /// Primitives of the calling thread are made and run by this many threads from now on.
  static void use(int size) {
    Team team = TEAMS.get();
    if (size != team.size) setTeam(team, size);
  }

  /// Paired with [#end].
  static void begin(int size) {
    RUNNING.incrementAndGet();
    use(size);
  }

  static void end() {
    RUNNING.decrementAndGet();
  }

  private static void setTeam(Team team, int size) {
    team.size = size;
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
