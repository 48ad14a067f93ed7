package dev.gradfn.bench;

import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Measures the [Peaks], in a JVM of its own, since it needs the module jdk.incubator.vector.
public final class PeakProbe {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int CHAINS = 12;
  private static final int STEPS = 2_000_000;
  private static final int ROUNDS = 12;
  private static final int COPIED_BYTES = 64 << 20;

  private PeakProbe() {}

  /// Prints both numbers.
  public static void main(String[] arguments) throws InterruptedException {
    int threads = Integer.getInteger("gradfn.threads", Runtime.getRuntime().availableProcessors());
    double flops = 2.0 * CHAINS * SPECIES.length() * STEPS * threads;
    double gigaflops = flops / bestSeconds(threads, _ -> multiplyAdds()) / 1e9;
    byte[][] from = new byte[threads][COPIED_BYTES];
    byte[][] to = new byte[threads][COPIED_BYTES];
    double bytes = 2.0 * COPIED_BYTES * threads;
    double gigabytes =
        bytes
            / bestSeconds(threads, i -> System.arraycopy(from[i], 0, to[i], 0, COPIED_BYTES))
            / 1e9;
    System.out.println(gigaflops + " " + gigabytes);
  }

  private interface Body {
    void run(int thread);
  }

  private static double bestSeconds(int threads, Body body) throws InterruptedException {
    double[] seconds = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) seconds[round] = seconds(threads, body);
    return Arrays.stream(seconds).min().orElseThrow();
  }

  private static double seconds(int threads, Body body) throws InterruptedException {
    CountDownLatch ready = new CountDownLatch(threads);
    CountDownLatch go = new CountDownLatch(1);
    Thread[] all = new Thread[threads];
    for (int i = 0; i < threads; i++) {
      int number = i;
      all[i] =
          Thread.ofPlatform()
              .start(() -> {
                ready.countDown();
                await(go);
                body.run(number);
              });
    }
    ready.await();
    long start = System.nanoTime();
    go.countDown();
    for (Thread thread : all) thread.join();
    return (System.nanoTime() - start) / 1e9;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static volatile float sink;

  /// Twelve chains that do not wait for each other, all in registers.
  private static void multiplyAdds() {
    FloatVector factor = FloatVector.broadcast(SPECIES, 0.999f);
    FloatVector term = FloatVector.broadcast(SPECIES, 0.001f);
    FloatVector a = term, b = term, c = term, d = term, e = term, f = term;
    FloatVector g = term, h = term, i = term, j = term, k = term, l = term;
    for (int step = 0; step < STEPS; step++) {
      a = a.fma(factor, term);
      b = b.fma(factor, term);
      c = c.fma(factor, term);
      d = d.fma(factor, term);
      e = e.fma(factor, term);
      f = f.fma(factor, term);
      g = g.fma(factor, term);
      h = h.fma(factor, term);
      i = i.fma(factor, term);
      j = j.fma(factor, term);
      k = k.fma(factor, term);
      l = l.fma(factor, term);
    }
    FloatVector sum =
        a.add(b).add(c).add(d).add(e).add(f).add(g).add(h).add(i).add(j).add(k).add(l);
    sink = sum.lane(0);
  }
}
