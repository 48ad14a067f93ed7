package dev.gradfn.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradfn.autograd.Generator;
import dev.gradfn.autograd.RandomTensors;
import dev.gradfn.autograd.Tensor;
import dev.gradfn.autograd.Torch;
import dev.gradfn.autograd.TorchException;
import dev.gradfn.core.DType;
import dev.gradfn.core.Device;
import dev.gradfn.core.Dims;
import dev.gradfn.op.Distribution;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataLoaderTest {
  private static final DataLoader.Options BY_4 = DataLoader.Options.DEFAULT.withBatchSize(4);

  /// Sample `i` is the number `i`, its target `10 i`.
  private static Dataset numbers(int n) {
    float[] inputs = new float[n];
    for (int i = 0; i < n; i++) inputs[i] = i;
    long[] targets = LongStream.range(0, n).map(i -> 10 * i).toArray();
    return Dataset.of(Tensor.of(inputs), Tensor.of(targets, n));
  }

  private static List<Long> targets(DataLoader loader) {
    List<Long> found = new ArrayList<>();
    for (Sample batch : loader) {
      for (long target : batch.target().toLongArray()) found.add(target / 10);
    }
    return found;
  }

  private static List<Long> permutation(int n, Generator generator) {
    var options = RandomTensors.Options.DEFAULT.withGenerator(generator);
    return LongStream.of(RandomTensors.randperm(n, options).toLongArray()).boxed().toList();
  }

  private static long seed(Generator generator) {
    Tensor seed = Tensor.zeros(DType.INT64, Device.CPU, Dims.of());
    return seed.random_(new Distribution.AnyInteger(), generator).toLongArray()[0];
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3})
  void gives_batches_in_order_and_the_rest_last(int workers) {
    DataLoader loader = new DataLoader(numbers(10), BY_4.withNumWorkers(workers));
    Iterator<Sample> batches = loader.iterator();
    Sample first = batches.next();
    assertArrayEquals(new float[] {0, 1, 2, 3}, first.input().toFloatArray());
    assertArrayEquals(new long[] {0, 10, 20, 30}, first.target().toLongArray());
    assertEquals(Dims.of(4), batches.next().target().shape());
    assertArrayEquals(new float[] {8, 9}, batches.next().input().toFloatArray());
    assertFalse(batches.hasNext());
    assertThrows(NoSuchElementException.class, batches::next);
    assertEquals(3, loader.size());
  }

  @Test
  void leaves_out_the_rest_if_told() {
    DataLoader loader = new DataLoader(numbers(10), BY_4.withDropLast(true));
    assertEquals(List.of(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L), targets(loader));
    assertEquals(2, loader.size());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void order_comes_from_the_generator_of_the_process_as_in_pytorch(int workers) {
    Torch.manualSeed(5);
    seed(null);
    List<Long> expected = permutation(10, new Generator().manualSeed(seed(null)));
    double following = Tensor.rand().item();
    Torch.manualSeed(5);
    DataLoader loader = new DataLoader(numbers(10), BY_4.withShuffle(true).withNumWorkers(workers));
    assertEquals(expected, targets(loader));
    assertEquals(following, Tensor.rand().item());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void order_comes_from_a_generator_of_its_own_as_in_pytorch(int workers) {
    Generator generator = new Generator().manualSeed(5);
    seed(generator);
    List<Long> first = permutation(10, generator);
    permutation(10, generator);
    seed(generator);
    List<Long> second = permutation(10, generator);
    assertNotEquals(first, second);
    DataLoader loader =
        new DataLoader(
            numbers(10),
            BY_4.withShuffle(true)
                .withNumWorkers(workers)
                .withGenerator(new Generator().manualSeed(5)));
    assertEquals(first, targets(loader));
    assertEquals(second, targets(loader));
  }

  private record Counted(Dataset samples, AtomicInteger reads) implements Dataset {
    @Override
    public int size() {
      return samples.size();
    }

    @Override
    public Sample get(int index) {
      reads.incrementAndGet();
      return samples.get(index);
    }
  }

  @Test
  void workers_read_ahead_and_no_further_than_allowed() throws InterruptedException {
    Counted counted = new Counted(numbers(40), new AtomicInteger());
    Iterator<Sample> batches =
        new DataLoader(counted, BY_4.withNumWorkers(1).withPrefetchFactor(3)).iterator();
    for (int waited = 0; counted.reads.get() < 12 && waited < 1000; waited++) Thread.sleep(5);
    Thread.sleep(20);
    assertEquals(12, counted.reads.get());
    batches.next();
    for (int waited = 0; counted.reads.get() < 16 && waited < 1000; waited++) Thread.sleep(5);
    assertEquals(16, counted.reads.get());
  }

  @Test
  void workers_read_at_the_same_time() {
    CountDownLatch both = new CountDownLatch(2);
    Dataset meeting =
        new Dataset() {
          @Override
          public int size() {
            return 2;
          }

          @Override
          public Sample get(int index) {
            both.countDown();
            try {
              assertTrue(both.await(10, TimeUnit.SECONDS), "the other worker never came");
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
            return new Sample(Tensor.number(index), Tensor.number(index));
          }
        };
    DataLoader loader = new DataLoader(meeting, DataLoader.Options.DEFAULT.withNumWorkers(2));
    assertEquals(2, targets(loader).size());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void an_error_comes_where_its_batch_is_asked_for(int workers) {
    Dataset broken =
        new Dataset() {
          @Override
          public int size() {
            return 3;
          }

          @Override
          public Sample get(int index) {
            if (index == 1) throw TorchException.value("no image 1");
            return new Sample(Tensor.number(index), Tensor.number(index));
          }
        };
    DataLoader.Options options = DataLoader.Options.DEFAULT.withNumWorkers(workers);
    Iterator<Sample> batches = new DataLoader(broken, options).iterator();
    assertEquals(0, batches.next().input().item());
    TorchException error = assertThrows(TorchException.class, batches::next);
    assertEquals("no image 1", error.getMessage());
    assertEquals(TorchException.Kind.VALUE, error.kind());
    assertEquals(2, batches.next().input().item());
  }

  @Test
  void refuses_what_pytorch_refuses() {
    assertRefused(
        "batch_size should be a positive integer value, but got batch_size=0",
        () -> BY_4.withBatchSize(0));
    assertRefused(
        "num_workers option should be non-negative; use num_workers=0 to disable multiprocessing.",
        () -> BY_4.withNumWorkers(-1));
    assertRefused(
        "num_samples should be a positive integer value, but got num_samples=0",
        () -> new DataLoader(numbers(0), BY_4.withShuffle(true)));
    assertRefused(
        "Size mismatch between tensors", () -> Dataset.of(Tensor.zeros(2), Tensor.zeros(3)));
  }

  private static void assertRefused(String message, Runnable call) {
    assertEquals(message, assertThrows(TorchException.class, call::run).getMessage());
  }

  @Test
  void an_empty_data_set_has_no_batches() {
    assertEquals(List.of(), targets(new DataLoader(numbers(0), BY_4)));
  }
}
