package dev.gradfn.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Loops over native memory, on sizes of one block and of many.
class NativeLoopsTest {
  private static final UnaryFunction TWICE = new UnaryFunction("twice", x -> 2 * x, x -> 2 * x);
  private static final UnaryFunction TWICE_IN_BLOCKS =
      TWICE.withBlock((x, from, out, to, n) -> {
        for (int i = 0; i < n; i++) out[to + i] = 2 * x[from + i];
      });
  private static final BinaryFunction SUB =
      new BinaryFunction("sub", (x, y) -> x - y, (x, y) -> x - y);
  private static final BinaryFunction SUB_IN_BLOCKS =
      SUB.withBlock((x, y, out, n) -> {
        for (int i = 0; i < n; i++) out[i] = x[i] - y[i];
      });

  private final Random random = new Random(3);

  private float[] random(int n) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) values[i] = (float) random.nextGaussian();
    return values;
  }

  private static MemorySegment memory(float[] values) {
    MemorySegment memory = Arena.ofAuto().allocate(4L * values.length, 64);
    MemorySegment.copy(values, 0, memory, ValueLayout.JAVA_FLOAT, 0, values.length);
    return memory;
  }

  private static float[] values(MemorySegment memory) {
    return memory.toArray(ValueLayout.JAVA_FLOAT);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 511, 1024, 1025, 50_001})
  void pointwise_functions(int n) {
    float[] x = random(n);
    float[] y = random(n);
    float[] twice = new float[n];
    float[] difference = new float[n];
    float[] lessOne = new float[n];
    float[] oneLess = new float[n];
    for (int i = 0; i < n; i++) {
      twice[i] = 2 * x[i];
      difference[i] = x[i] - y[i];
      lessOne[i] = x[i] - 1;
      oneLess[i] = 1 - x[i];
    }
    MemorySegment out = memory(new float[n]);
    for (UnaryFunction f : new UnaryFunction[] {TWICE, TWICE_IN_BLOCKS}) {
      NativeLoops.map(f, memory(x), out);
      assertArrayEquals(twice, values(out));
    }
    for (BinaryFunction f : new BinaryFunction[] {SUB, SUB_IN_BLOCKS}) {
      NativeLoops.zip(f, memory(x), memory(y), out);
      assertArrayEquals(difference, values(out));
      NativeLoops.zip(f, memory(x), 1, out);
      assertArrayEquals(lessOne, values(out));
      NativeLoops.zip(f, 1, memory(x), out);
      assertArrayEquals(oneLess, values(out));
    }
  }

  @Test
  void in_place() {
    float[] x = random(20_000);
    MemorySegment memory = memory(x);
    NativeLoops.zip(SUB, memory, memory, memory);
    assertArrayEquals(new float[x.length], values(memory));
  }

  @ParameterizedTest
  @CsvSource({"3, 5", "40, 1500", "20000, 3"})
  void one_number_for_each_row(int rows, int row) {
    float[] x = random(rows * row);
    float[] y = random(rows);
    float[] expected = new float[x.length];
    for (int i = 0; i < x.length; i++) expected[i] = x[i] - y[i / row];
    MemorySegment out = memory(new float[x.length]);
    NativeLoops.zipRows(SUB, memory(x), y, out);
    assertArrayEquals(expected, values(out));
    Arrays.fill(y, 0);
    NativeLoops.zipRows(SUB_IN_BLOCKS, memory(x), y, out);
    assertArrayEquals(x, values(out));
  }

  /// Lines of one and of many pieces; rows that fit side by side into a block, and longer ones.
  @ParameterizedTest
  @CsvSource({
    "1, 1, 1",
    "1, 300000, 1",
    "1, 30000, 7",
    "3, 1000, 255",
    "2, 300, 257",
    "2, 90, 1300",
    "5000, 4, 1",
    "4, 1, 600",
    "1, 3, 70000"
  })
  void sums(int outer, int middle, int inner) {
    float[] x = random(outer * middle * inner);
    double[] expected = new double[outer * inner];
    for (int i = 0; i < x.length; i++) {
      expected[i / (middle * inner) * inner + i % inner] += x[i];
    }
    MemorySegment out = memory(new float[outer * inner]);
    NativeSums.sum(outer, middle, inner, 4, memory(x), out);
    float[] got = values(out);
    for (int i = 0; i < got.length; i++) {
      assertEquals((float) (expected[i] / 4), got[i], 1e-6f * (1 + Math.abs(got[i])), "sum " + i);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 8", "3, 100", "2, 2100"})
  void weighed_sums(int outer, int inner) {
    Taps taps =
        Taps.of(5, 3, o -> new Taps.Row(new int[] {o, o + 2}, new double[] {0.25 * (o + 1), 0.5}));
    float[] x = random(outer * 5 * inner);
    MemorySegment out = memory(new float[outer * 3 * inner]);
    NativeSums.weighedSum(taps, outer, inner, memory(x), out);
    float[] got = values(out);
    for (int i = 0; i < got.length; i++) {
      int output = i / inner % 3;
      int from = (i / (3 * inner) * 5 + output) * inner + i % inner;
      float expected = 0.25f * (output + 1) * x[from] + 0.5f * x[from + 2 * inner];
      assertEquals(expected, got[i], 1e-5f, "output " + i);
    }
  }
}
