package dev.gradfn.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradfn.core.DType;
import dev.gradfn.core.Dims;
import dev.gradfn.core.RandomSource;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GeneratorTest {
  private static final int MANY = 100_000;

  private static Generator seeded(long seed) {
    return new Generator().manualSeed(seed);
  }

  private static Tensor numbers(int n) {
    return Tensor.zeros(DType.FLOAT64, dev.gradfn.core.Device.CPU, Dims.of(n));
  }

  /// The C++ standard fixes the 10000th number of the twister with seed 5489.
  @Test
  void is_the_twister_of_the_standard() {
    RandomSource source = new RandomSource(5489);
    for (int i = 1; i < 10_000; i++) source.bits32();
    assertEquals(4123659995L, Integer.toUnsignedLong(source.bits32()));
  }

  @Test
  void same_seed_gives_same_numbers_and_only_its_low_half_counts() {
    double[] first = numbers(5).uniform_(0, 1, seeded(7)).toDoubleArray();
    assertArrayEquals(first, numbers(5).uniform_(0, 1, seeded(7)).toDoubleArray());
    assertArrayEquals(first, numbers(5).uniform_(0, 1, seeded((1L << 32) + 7)).toDoubleArray());
    assertFalse(Arrays.equals(first, numbers(5).uniform_(0, 1, seeded(8)).toDoubleArray()));
  }

  @Test
  void goes_on_from_a_state_with_the_normal_number_that_waits() {
    Generator generator = seeded(1);
    numbers(1).normal_(0, 1, generator);
    Tensor state = generator.getState();
    double[] following = numbers(700).uniform_(0, 1, generator).toDoubleArray();
    double waiting = numbers(1).normal_(0, 1, generator).item();
    Generator other = seeded(99);
    other.setState(state);
    assertEquals(1, other.initialSeed());
    assertArrayEquals(following, numbers(700).uniform_(0, 1, other).toDoubleArray());
    assertEquals(waiting, numbers(1).normal_(0, 1, other).item());
  }

  @Test
  void refuses_what_is_no_state() {
    Generator generator = seeded(1);
    TorchException size =
        assertThrows(
            TorchException.class,
            () -> generator.setState(generator.getState().slice(0, 0L, 5055L, 1)));
    assertEquals("RNG state is wrong size", size.getMessage());
    TorchException type =
        assertThrows(TorchException.class, () -> generator.setState(numbers(5056)));
    assertEquals("RNG state must be a torch.ByteTensor", type.getMessage());
  }

  @Test
  void seed_starts_somewhere_else_each_time() {
    Generator generator = seeded(1);
    long seed = generator.seed();
    assertEquals(seed, generator.initialSeed());
    assertNotEquals(seed, generator.seed());
  }

  @Test
  void normal_numbers_have_mean_and_deviation() {
    double[] z = numbers(MANY).normal_(3, 2, seeded(5)).toDoubleArray();
    double mean = Arrays.stream(z).average().orElseThrow();
    double variance = Arrays.stream(z).map(x -> (x - mean) * (x - mean)).sum() / MANY;
    assertEquals(3, mean, 0.03);
    assertEquals(4, variance, 0.08);
  }

  @Test
  void a_permutation_has_every_number_once() {
    RandomTensors.Options options = RandomTensors.Options.DEFAULT.withGenerator(seeded(2));
    long[] order = RandomTensors.randperm(100, options).toLongArray();
    assertFalse(Arrays.equals(IntStream.range(0, 100).asLongStream().toArray(), order));
    Arrays.sort(order);
    assertArrayEquals(IntStream.range(0, 100).asLongStream().toArray(), order);
  }

  @Test
  void a_fill_is_recorded_and_cuts_the_history() {
    Tensor x = Tensor.ones(2, 3).requiresGrad_();
    Tensor y = x.mul(2);
    int version = y.version();
    y.normal_();
    assertEquals("NormalBackward0", y.gradFn().typeName());
    assertEquals(version + 1, y.version());
    y.sum().backward();
    assertArrayEquals(new double[6], x.grad().toDoubleArray());
  }

  @Test
  void a_leaf_that_requires_grad_is_not_filled() {
    Tensor leaf = Tensor.ones(2).requiresGrad_();
    TorchException error = assertThrows(TorchException.class, leaf::uniform_);
    assertEquals(
        "a leaf Variable that requires grad is being used in an in-place operation.",
        error.getMessage());
    Autograd.noGrad(() -> leaf.uniform_(5, 6));
    assertTrue(leaf.toDoubleArray()[0] >= 5);
  }

  @Test
  void parameters_are_refused_in_the_words_of_pytorch() {
    assertSays(
        "uniform_ expects to return a [from, to) range, but found from=1 > to=0",
        () -> numbers(2).uniform_(1, 0));
    assertSays(
        "random_ expects 'from' to be less than 'to', but got from=5 >= to=5",
        () -> Tensor.randint(5, 5, 2));
    assertSays(
        "probability tensor contains either `inf`, `nan` or element < 0",
        () -> Tensor.of(1f, -1f).multinomial(1, false, null));
    assertSays(
        "geometric_ expects p to be in (0, 1), but got p=1.5",
        () -> numbers(2).geometric_(1.5, null));
  }

  private static void assertSays(String words, org.junit.jupiter.api.function.Executable body) {
    assertEquals(words, assertThrows(TorchException.class, body).getMessage());
  }
}
