package dev.gradfn.core;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/// Shares the tasks of one kernel among the caller and a few daemon helpers.
///
/// The caller takes part and never waits for a task that nobody has begun, so calls may be nested
/// and may come from many threads at once. Kernels cut sums the same way whatever the number of
/// threads, so results do not depend on it.
///
/// The number of threads is the system property `gradfn.threads`, else the environment's
/// `OMP_NUM_THREADS`, else that of the processors.
final class Workers {
  /// How long to look for news before sleeping: waking a thread costs more than most small kernels,
  /// in a virtual machine more than many. A network of sixty layers lost 6 % of its time at 20 µs.
  private static final long SPIN_NANOS = 200_000;

  private static final LinkedBlockingQueue<Job> TICKETS = new LinkedBlockingQueue<>();
  private static volatile int threads = configuredThreads();
  private static int helpers;

  private Workers() {}

  private static int configuredThreads() {
    Integer property = Integer.getInteger("gradfn.threads");
    if (property != null && property > 0) return property;
    String environment = System.getenv("OMP_NUM_THREADS");
    if (environment != null && environment.matches("[1-9][0-9]{0,3}")) {
      return Integer.parseInt(environment);
    }
    return Runtime.getRuntime().availableProcessors();
  }

  static int threads() {
    return threads;
  }

  /// For all kernels from the next on.
  static void setThreads(int count) {
    if (count < 1) throw new IllegalArgumentException("threads: expected at least 1, got " + count);
    threads = count;
  }

  /// Calls `body` with 0 to `tasks` − 1, in any order and on several threads, and returns when all
  /// have ended. What a task throws is thrown here; tasks not yet begun are then dropped.
  static void parallelFor(int tasks, IntConsumer body) {
    int invited = Math.min(threads, tasks) - 1;
    if (invited <= 0) {
      for (int i = 0; i < tasks; i++) body.accept(i);
      return;
    }
    startHelpers(invited);
    Job job = new Job(tasks, body);
    for (int i = 0; i < invited; i++) TICKETS.add(job);
    job.work();
    for (int i = 0; i < invited && TICKETS.remove(job); i++) {}
    job.await();
  }

  /// [#parallelFor] where `elements` is enough work to be worth a second thread, else a plain loop.
  static void parallelFor(int tasks, long elements, long worthwhile, IntConsumer body) {
    if (elements >= worthwhile) {
      parallelFor(tasks, body);
    } else {
      for (int i = 0; i < tasks; i++) body.accept(i);
    }
  }

  private static synchronized void startHelpers(int wanted) {
    for (; helpers < wanted; helpers++) {
      Thread helper = new Thread(Workers::help, "gradfn-worker-" + (helpers + 1));
      helper.setDaemon(true);
      helper.start();
    }
  }

  private static void help() {
    while (true) {
      try {
        nextTicket().work();
      } catch (InterruptedException _) {
        // Nobody has a reason to interrupt a helper; it goes on.
      }
    }
  }

  private static Job nextTicket() throws InterruptedException {
    long end = System.nanoTime() + SPIN_NANOS;
    do {
      Job job = TICKETS.poll();
      if (job != null) return job;
      Thread.onSpinWait();
    } while (System.nanoTime() < end);
    return TICKETS.take();
  }

  /// One call of [#parallelFor].
  private static final class Job {
    private final int tasks;
    private final IntConsumer body;
    private final Thread caller = Thread.currentThread();
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    Job(int tasks, IntConsumer body) {
      this.tasks = tasks;
      this.body = body;
    }

    void work() {
      while (true) {
        int task = next.getAndIncrement();
        if (task >= tasks) return;
        runTask(task);
        if (ended.incrementAndGet() == tasks) LockSupport.unpark(caller);
      }
    }

    private void runTask(int task) {
      if (failure.get() != null) return;
      try {
        body.accept(task);
      } catch (Throwable thrown) {
        failure.compareAndSet(null, thrown);
      }
    }

    void await() {
      long end = System.nanoTime() + SPIN_NANOS;
      while (ended.get() < tasks) {
        if (System.nanoTime() < end) {
          Thread.onSpinWait();
        } else {
          LockSupport.park(this);
        }
      }
      throwFailure();
    }

    private void throwFailure() {
      switch (failure.get()) {
        case null -> {}
        case Error error -> throw error;
        case RuntimeException exception -> throw exception;
        case Throwable other -> throw new IllegalStateException(other);
      }
    }
  }
}
