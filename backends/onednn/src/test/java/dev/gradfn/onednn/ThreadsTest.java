package dev.gradfn.onednn;

import static dev.gradfn.onednn.Arrays32.empty;
import static dev.gradfn.onednn.Arrays32.random;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradfn.core.ConvolutionGeometry;
import dev.gradfn.core.Dims;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ThreadsTest {
  private static final Path TASKS = Path.of("/proc/self/task");

  private final int before = dev.gradfn.core.Threads.count();

  @AfterEach
  void restore() {
    dev.gradfn.core.Threads.set(before);
  }

  @Test
  void callers_at_once_share_the_threads() {
    dev.gradfn.core.Threads.set(8);
    List<Integer> shares = new java.util.ArrayList<>();
    for (int callers = 1; callers <= 9; callers++) {
      int share = Threads.share();
      shares.add(share);
      Threads.begin(share);
    }
    for (int i = 0; i < 9; i++) Threads.end();
    assertEquals(List.of(8, 4, 2, 2, 1, 1, 1, 1, 1), shares);
    assertEquals(8, Threads.share());
  }

  /// Threads that OpenMP starts bear the name of the one that called it.
  @Test
  void one_thread_stays_one() throws Exception {
    if (!Files.exists(TASKS)) return;
    assertEquals(1, threadsAfterConvolution("onednn-single", 1));
    assertEquals(3, threadsAfterConvolution("onednn-triple", 3));
  }

  private static long threadsAfterConvolution(String name, int threads) throws Exception {
    dev.gradfn.core.Threads.set(threads);
    AtomicLong found = new AtomicLong();
    Thread caller = new Thread(() -> found.set(convolve(name)), name);
    caller.start();
    caller.join();
    return found.get();
  }

  private static long convolve(String name) {
    var g = new ConvolutionGeometry(Dims.of(1, 1), Dims.of(1, 1), Dims.of(1, 1), 1);
    var out = empty(2, 32, 80, 80);
    assertTrue(
        new OneDnnKernels().convolution(g, random(2, 32, 80, 80), random(32, 32, 3, 3), null, out));
    try (Stream<Path> tasks = Files.list(TASKS)) {
      return tasks.filter(task -> isNamed(task, name)).count();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean isNamed(Path task, String name) {
    try {
      return Files.readString(task.resolve("comm")).strip().equals(name);
    } catch (NoSuchFileException ended) {
      return false;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
