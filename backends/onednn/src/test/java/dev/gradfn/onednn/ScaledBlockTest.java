package dev.gradfn.onednn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradfn.core.Access;
import dev.gradfn.core.BatchNormLayer;
import dev.gradfn.core.Dims;
import dev.gradfn.core.MemoryStatistics;
import dev.gradfn.core.NdArray;
import dev.gradfn.core.Storage;
import dev.gradfn.core.UnaryFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// The result of a norm that nobody has read yet, whatever happens to the norm's input meanwhile.
class ScaledBlockTest {
  private static final Dims SHAPE = Dims.of(2, 8, 10, 12);
  private static final UnaryFunction SILU =
      new UnaryFunction("silu", v -> (float) silu(v), ScaledBlockTest::silu);

  private final OneDnnKernels kernels = new OneDnnKernels();
  private final NdArray x = Arrays32.empty(2, 8, 10, 12);
  private final float[] given = Arrays32.values(Arrays32.random(2, 8, 10, 12));
  private final NdArray y = Arrays32.empty(2, 8, 10, 12);
  private final float[] expected;

  ScaledBlockTest() {
    x.storage().form(Layout.channelsLast(SHAPE), Access.OVERWRITE).load(given);
    NdArray weight = Arrays32.random(8);
    NdArray bias = Arrays32.random(8);
    NdArray mean = Arrays32.random(8);
    NdArray variance = Arrays32.random(8);
    float[] positive = (float[]) variance.storage().open(Access.UPDATE);
    for (int i = 0; i < positive.length; i++) positive[i] = 0.5f + Math.abs(positive[i]);
    variance.storage().close(positive, Access.UPDATE);
    assertTrue(
        kernels.batchNorm(new BatchNormLayer(false, 1e-3, x, weight, bias, mean, variance), y));
    float[][] v = {
      Arrays32.values(weight),
      Arrays32.values(bias),
      Arrays32.values(mean),
      Arrays32.values(variance)
    };
    expected = new float[given.length];
    for (int i = 0; i < given.length; i++) {
      int c = i / 120 % 8;
      expected[i] = (float) ((given[i] - v[2][c]) / Math.sqrt(v[3][c] + 1e-3) * v[0][c] + v[1][c]);
    }
    assertInstanceOf(ScaledBlock.class, y.storage().nativeHome());
  }

  private static double silu(double v) {
    return v / (1 + Math.exp(-v));
  }

  private static float[] siluOf(float[] values) {
    float[] result = new float[values.length];
    for (int i = 0; i < result.length; i++) result[i] = (float) silu(values[i]);
    return result;
  }

  private static void assertHolds(float[] values, NdArray array) {
    assertArrayEquals(values, Arrays32.values(array), 1e-5f);
  }

  private static Block overwritten(NdArray array, float value) {
    Block block = array.storage().form(Layout.channelsLast(SHAPE), Access.OVERWRITE);
    float[] values = new float[Math.toIntExact(array.numel())];
    java.util.Arrays.fill(values, value);
    block.load(values);
    return block;
  }

  @Test
  void is_computed_for_whoever_reads_it() {
    assertHolds(expected, y);
    assertHolds(given, x);
  }

  @Test
  void is_computed_in_native_memory_for_kernels_that_want_it_there() {
    assertEquals("channels_last", y.storage().layout());
    assertInstanceOf(Block.class, Operands.home(y));
    assertHolds(expected, y);
  }

  @Test
  void is_computed_in_the_plain_order_for_views() {
    NdArray line = y.view(y.geometry());
    Block flat = line.storage().form(Layout.flat(y.numel()), Access.READ);
    float[] values = new float[expected.length];
    flat.store(values);
    assertArrayEquals(expected, values, 1e-5f);
  }

  @Test
  void an_activation_is_computed_from_the_norms_input() {
    NdArray out = Arrays32.empty(2, 8, 10, 12);
    assertTrue(kernels.map(SILU, y, out));
    assertInstanceOf(ScaledBlock.class, y.storage().nativeHome());
    assertHolds(siluOf(expected), out);
    assertHolds(expected, y);
  }

  @Test
  void an_activation_in_place_takes_its_place() {
    x.storage().close();
    assertTrue(kernels.map(SILU, y, y));
    assertHolds(siluOf(expected), y);
  }

  @Test
  void writing_the_norms_input_leaves_it() {
    overwritten(x, 3);
    assertHolds(expected, y);
    assertEquals(3, Arrays32.values(x)[17]);
  }

  @Test
  void changing_part_of_the_norms_input_leaves_it() {
    Block block = x.storage().form(Layout.channelsLast(SHAPE), Access.UPDATE);
    assertTrue(!block.isShared());
    assertHolds(given, x);
    assertHolds(expected, y);
  }

  @Test
  void writing_the_norms_input_in_a_java_array_leaves_it() {
    float[] plain = (float[]) x.storage().open(Access.UPDATE);
    plain[0] = 99;
    x.storage().close(plain, Access.UPDATE);
    // Native memory is filled anew.
    Arrays32.atHome(x);
    assertEquals(99, Arrays32.values(x)[0]);
    assertHolds(expected, y);
  }

  @Test
  void closing_the_norms_input_leaves_it() {
    x.storage().close();
    for (int i = 0; i < 4; i++) overwritten(Arrays32.empty(2, 8, 10, 12), 5);
    assertHolds(expected, y);
  }

  @Test
  void the_norms_input_may_move() {
    Storage moved = x.storage().moveOut();
    overwritten(x, 3);
    assertHolds(given, new NdArray(moved, x.geometry()));
    assertHolds(expected, y);
  }

  @Test
  void it_moves_to_another_storage_as_it_is() {
    NdArray before = new NdArray(y.storage().moveOut(), y.geometry());
    assertInstanceOf(ScaledBlock.class, before.storage().nativeHome());
    assertTrue(kernels.map(SILU, before, y));
    assertHolds(siluOf(expected), y);
    assertHolds(expected, before);
  }

  @Test
  void changing_it_starts_from_its_values() {
    float[] plain = (float[]) y.storage().open(Access.UPDATE);
    plain[0] = 99;
    y.storage().close(plain, Access.UPDATE);
    float[] changed = expected.clone();
    changed[0] = 99;
    assertHolds(changed, Arrays32.atHome(y));
    assertHolds(given, x);
  }

  @Test
  void closing_it_leaves_the_norms_input() {
    y.storage().close();
    for (int i = 0; i < 4; i++) overwritten(Arrays32.empty(2, 8, 10, 12), 5);
    assertHolds(given, x);
    assertThrows(IllegalStateException.class, () -> Arrays32.values(y));
  }

  @Test
  void the_memory_goes_back_with_the_last_of_both() {
    Block shared = x.storage().form(Layout.channelsLast(SHAPE), Access.READ);
    long lent = lent();
    x.storage().close();
    assertEquals(lent, lent());
    y.storage().close();
    assertTrue(lent() <= lent - shared.memory().byteSize());
  }

  private static long lent() {
    MemoryStatistics now = MemoryStatistics.now();
    return now.nativeBytes() - now.nativePooledBytes();
  }

  @Test
  void several_threads_read_it_at_once() throws Exception {
    try (var threads = Executors.newFixedThreadPool(4)) {
      List<Callable<float[]>> readers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        boolean activates = i % 2 == 0;
        readers.add(() -> {
          NdArray out = Arrays32.empty(2, 8, 10, 12);
          // Declined where another one has brought the values to a Java array.
          boolean isDone = activates && kernels.map(SILU, y, out);
          return isDone ? Arrays32.values(out) : siluOf(Arrays32.values(y));
        });
      }
      for (Future<float[]> reader : threads.invokeAll(readers)) {
        assertArrayEquals(siluOf(expected), reader.get(), 1e-5f);
      }
    }
  }
}
