package dev.gradfn.core;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.util.concurrent.ConcurrentHashMap;

/// Gives each pointwise function a loop of its own.
///
/// A compiled loop is fast as long as it has seen one function only; from the third on it is 30
/// times slower, for good. So the loop's class is loaded once more, hidden, for each class of
/// lambda. Lambdas are told apart by class and not by object: that is what the JIT does, and a
/// lambda that captures a number (a power's exponent) then needs one loop for all numbers.
final class PointwiseLoops {
  /// Arrays below this use one loop that is shared by all functions: a copy costs 0.35 ms.
  private static final int WORTH_A_COPY = 512;

  /// For all functions, and only for small arrays.
  static final PointwiseLoop SHARED = new PointwiseLoopCode();

  private static final ConcurrentHashMap<Class<?>, PointwiseLoop> OWN = new ConcurrentHashMap<>();

  private PointwiseLoops() {}

  /// The loop for `n` elements of the function that `lambda` computes.
  static PointwiseLoop of(Object lambda, int n) {
    if (n < WORTH_A_COPY) return SHARED;
    Class<?> type = lambda.getClass();
    PointwiseLoop loop = OWN.get(type);
    return loop != null ? loop : OWN.computeIfAbsent(type, _ -> copy());
  }

  private static PointwiseLoop copy() {
    try {
      Class<?> copy = MethodHandles.lookup().defineHiddenClass(Code.BYTES, true).lookupClass();
      return (PointwiseLoop) copy.getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("kernels: cannot copy the loop of a pointwise function", e);
    }
  }

  /// Read when the first copy is made.
  private static final class Code {
    static final byte[] BYTES = read();

    private static byte[] read() {
      String file = PointwiseLoopCode.class.getSimpleName() + ".class";
      try (InputStream in = PointwiseLoopCode.class.getResourceAsStream(file)) {
        return in.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
