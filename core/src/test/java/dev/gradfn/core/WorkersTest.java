package dev.gradfn.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class WorkersTest {
  static synchronized void withThreads(int count, Runnable body) {
    int before = Workers.threads();
    Workers.setThreads(count);
    try {
      body.run();
    } finally {
      Workers.setThreads(before);
    }
  }

  @Test
  void runsEachTaskOnce() {
    for (int threads : new int[] {1, 2, 5}) {
      withThreads(
          threads,
          () -> {
            AtomicIntegerArray runs = new AtomicIntegerArray(1000);
            Workers.parallelFor(1000, i -> runs.incrementAndGet(i));
            for (int i = 0; i < 1000; i++) assertEquals(1, runs.get(i));
          });
    }
  }

  @Test
  void mayBeNested() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () ->
            withThreads(
                3,
                () -> {
                  AtomicInteger runs = new AtomicInteger();
                  Workers.parallelFor(
                      20,
                      _ ->
                          Workers.parallelFor(
                              20, _ -> Workers.parallelFor(5, _ -> runs.incrementAndGet())));
                  assertEquals(2000, runs.get());
                }));
  }

  @Test
  void servesManyCallersAtOnce() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () ->
            withThreads(
                3,
                () -> {
                  AtomicInteger runs = new AtomicInteger();
                  List<Thread> callers = new ArrayList<>();
                  for (int i = 0; i < 8; i++) {
                    callers.add(
                        Thread.startVirtualThread(() -> {
                          for (int j = 0; j < 200; j++) {
                            Workers.parallelFor(7, _ -> runs.incrementAndGet());
                          }
                        }));
                  }
                  callers.forEach(WorkersTest::join);
                  assertEquals(8 * 200 * 7, runs.get());
                }));
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void throwsWhatATaskThrows() {
    for (int threads : new int[] {1, 2}) {
      withThreads(
          threads,
          () ->
              assertThrows(
                  ArithmeticException.class,
                  () ->
                      Workers.parallelFor(
                          100,
                          i -> {
                            if (i == 37) throw new ArithmeticException();
                          })));
    }
  }
}
