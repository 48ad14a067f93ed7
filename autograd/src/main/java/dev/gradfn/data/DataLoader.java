package dev.gradfn.data;

import dev.gradfn.autograd.Generator;
import dev.gradfn.autograd.TorchException;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// The samples of a data set in batches: `torch.utils.data.DataLoader`. Each walk over it is one
/// epoch; with `shuffle`, each in another order, which after the same seed is PyTorch's.
///
/// ```java
/// DataLoader batches = new DataLoader(data, DataLoader.Options.DEFAULT.withBatchSize(64));
/// for (Sample batch : batches) loss.call(model.call(batch.input()), batch.target());
/// ```
public final class DataLoader implements Iterable<Sample> {
  private static final long IDLE_SECONDS = 1;

  private final Dataset dataset;
  private final Options options;

  /// What may be chosen, with PyTorch's defaults.
  ///
  /// @param dropLast leaves out a last batch that is not full
  /// @param numWorkers threads that read ahead; 0: whoever walks reads
  /// @param prefetchFactor batches that each worker may be ahead
  /// @param generator of the order; null: that of the process seeds one
  public record Options(
      int batchSize,
      boolean shuffle,
      boolean dropLast,
      int numWorkers,
      int prefetchFactor,
      Generator generator) {
    public static final Options DEFAULT = new Options(1, false, false, 0, 2, null);

    public Options {
      requirePositive("batch_size", batchSize);
      requirePositive("prefetch_factor", prefetchFactor);
      if (numWorkers < 0) {
        throw TorchException.value(
            "num_workers option should be non-negative; use num_workers=0 to disable"
                + " multiprocessing.");
      }
    }

    private static void requirePositive(String name, int value) {
      if (value > 0) return;
      throw TorchException.value(
          name + " should be a positive integer value, but got " + name + "=" + value);
    }

    public Options withBatchSize(int size) {
      return new Options(size, shuffle, dropLast, numWorkers, prefetchFactor, generator);
    }

    public Options withShuffle(boolean shuffled) {
      return new Options(batchSize, shuffled, dropLast, numWorkers, prefetchFactor, generator);
    }

    public Options withDropLast(boolean drop) {
      return new Options(batchSize, shuffle, drop, numWorkers, prefetchFactor, generator);
    }

    public Options withNumWorkers(int workers) {
      return new Options(batchSize, shuffle, dropLast, workers, prefetchFactor, generator);
    }

    public Options withPrefetchFactor(int batches) {
      return new Options(batchSize, shuffle, dropLast, numWorkers, batches, generator);
    }

    public Options withGenerator(Generator source) {
      return new Options(batchSize, shuffle, dropLast, numWorkers, prefetchFactor, source);
    }
  }

  /// @throws TorchException if there is nothing to shuffle
  public DataLoader(Dataset dataset, Options options) {
    this.dataset = dataset;
    this.options = options;
    if (options.shuffle()) Options.requirePositive("num_samples", dataset.size());
  }

  public Dataset dataset() {
    return dataset;
  }

  /// Number of batches of an epoch: Python's `len(loader)`.
  public int size() {
    int full = dataset.size() / options.batchSize();
    boolean rest = dataset.size() % options.batchSize() > 0 && !options.dropLast();
    return rest ? full + 1 : full;
  }

  /// Begins an epoch. What a worker throws is thrown where its batch is asked for; the batch after
  /// it can still be had. With workers, random numbers that the data set draws from the generator
  /// of the process come in no certain order.
  @Override
  public Iterator<Sample> iterator() {
    BatchNumbers numbers = new BatchNumbers(dataset.size(), options);
    if (options.numWorkers() == 0) return new ReadHere(numbers);
    int ahead = options.numWorkers() * options.prefetchFactor();
    return new ReadAhead(numbers, this::read, workers(options.numWorkers()), ahead);
  }

  private Sample read(List<Integer> numbers) {
    return Sample.batch(numbers.stream().map(dataset::get).toList());
  }

  /// Threads that end by themselves once nothing is asked of them, so that a walk may be given up.
  private static Executor workers(int count) {
    var factory = Thread.ofPlatform().daemon().name("DataLoader worker ", 0).factory();
    ThreadPoolExecutor workers =
        new ThreadPoolExecutor(
            count, count, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
    workers.allowCoreThreadTimeOut(true);
    return workers;
  }

  private final class ReadHere implements Iterator<Sample> {
    private final BatchNumbers numbers;

    ReadHere(BatchNumbers numbers) {
      this.numbers = numbers;
    }

    @Override
    public boolean hasNext() {
      return numbers.hasNext();
    }

    @Override
    public Sample next() {
      return read(numbers.next());
    }
  }
}
